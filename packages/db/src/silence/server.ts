/** What this process knows of a PostgreSQL server by the name that it is given: whether it is silent. */
import { type Address, type Answer, ask, keyOf } from "./ask.ts";

/** One server, asked by all of the process's pools together. */
export interface Server {
  address: Address;
  /** From the moment that it did not answer until it answers again, or refuses. */
  readonly silent: boolean;
  /** Asks it now. One that is silent is asked again and again, for all of its time. */
  answer(): Promise<Answer>;
}

const ASK_AGAIN_MS = 500;

const servers = new Map<string, Server>();

export function serverAt(address: Address): Server {
  const key = keyOf(address);
  const server = servers.get(key) ?? watched(address);
  servers.set(key, server);
  return server;
}

function watched(address: Address): Server {
  let silent = false;
  let again: NodeJS.Timeout | undefined;

  async function answer(): Promise<Answer> {
    const answer = await ask(address);
    silent = answer === "silent";
    if (silent && !again) again = setTimeout(askAgain, ASK_AGAIN_MS).unref();
    return answer;
  }

  function askAgain() {
    again = undefined;
    void answer();
  }

  return {
    address,
    get silent() {
      return silent;
    },
    answer,
  };
}
