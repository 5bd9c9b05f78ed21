/** Asks whether anybody answers at an address of PostgreSQL: a server, or a pooler before one. */
import { connect, isIP, type NetConnectOpts } from "node:net";
import { lookUpOnce } from "./lookup.ts";

export type Address = { host: string; port: number } | { path: string };
/** `unknown`: the question never got to the server, so that nothing can be said of it. */
export type Answer = "answered" | "refused" | "silent" | "unknown";

const ANSWER_WITHIN_MS = 1_000;
const BELIEVE_FOR_MS = 1_000;
/** Every server and pooler answers it with one byte, before it wants to know who asks, and without taking a connection for it. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
/** What the other side says, or the network on its behalf. Other errors are of this process: its resolver, its descriptors, its ports. */
const REFUSALS = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "EHOSTUNREACH", "ENETUNREACH"];

const answers = new Map<string, Promise<Answer>>();

export const keyOf = (address: Address) => ("path" in address ? address.path : `${address.host}:${address.port}`);

/** Within two seconds, of which a name may take one. Who asks at the same time shares the answer; one that answers is asked once a second. */
export function ask(address: Address): Promise<Answer> {
  const key = keyOf(address);
  const answer = answers.get(key) ?? askNow(address).then((heard) => forgetLater(key, heard));
  answers.set(key, answer);
  return answer;
}

function forgetLater(key: string, heard: Answer): Answer {
  if (heard === "answered") setTimeout(() => answers.delete(key), BELIEVE_FOR_MS).unref();
  else answers.delete(key);
  return heard;
}

function askNow(address: Address): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, lookup: lookUpOnce } as NetConnectOpts).unref();
    let hasAddress = "path" in address || isIP(address.host) > 0;
    /** After a pause of this process, an answer may have arrived that it has not read yet. */
    const timer = setTimeout(() => setImmediate(end, hasAddress ? "silent" : "unknown"), ANSWER_WITHIN_MS).unref();
    function end(answer: Answer) {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    }
    socket
      .once("lookup", () => {
        hasAddress = true;
        timer.refresh();
      })
      .once("connect", () => socket.write(SSL_REQUEST))
      .once("data", () => end("answered"))
      .on("error", ({ code }: NodeJS.ErrnoException) => end(REFUSALS.includes(code ?? "") ? "refused" : "unknown"))
      .once("close", () => end("refused"));
  });
}
