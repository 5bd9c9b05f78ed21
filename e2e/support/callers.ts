/** Callers who keep their connections open and call again and again, as a service does, until nobody listens any more. */
import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

export interface Call {
  method?: string;
  /** From the root. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What became of a call: an answer, or the code of an error. */
export interface Outcome {
  status?: number;
  /** The answer's header `Connection`. */
  connection?: string | undefined;
  body?: string;
  error?: string;
}

export interface Callers {
  /** Resolves when so many calls have been answered. */
  answered(count: number): Promise<void>;
  /** Resolves when all callers have found the port closed; no outcome is left out. */
  over: Promise<Outcome[]>;
}

const CLOSED = "ECONNREFUSED";

/** @param pauseMs the longest that a caller thinks between an answer and its next call */
export function keepCalling(url: string, count: number, call: () => Call, pauseMs = 0): Callers {
  const outcomes: Outcome[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const tell = (outcome: Outcome) => {
    outcomes.push(outcome);
    for (const { count: wanted, resolve } of waiting) if (outcomes.length >= wanted) resolve();
  };

  async function one() {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let outcome: Outcome = {}; outcome.error !== CLOSED; ) {
      if (pauseMs > 0) await delay(Math.random() * pauseMs);
      outcome = await send(url, agent, call());
      tell(outcome);
    }
    agent.destroy();
  }

  const over = Promise.all(Array.from({ length: count }, one)).then(() => outcomes.filter(({ error }) => error !== CLOSED));
  return { over, answered: (wanted) => new Promise((resolve) => waiting.push({ count: wanted, resolve })) };
}

function send(url: string, agent: Agent, { method = "GET", path, headers = {}, body }: Call): Promise<Outcome> {
  const { hostname, port } = new URL(url);
  const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message });
    request({ hostname, port, agent, method, path, headers: { ...type, ...headers } }, (response) => {
      read(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, body: text }),
        failed,
      );
    })
      .on("error", failed)
      .end(body);
  });
}

async function read(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return text;
}
