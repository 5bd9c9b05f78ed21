/** Callers who take no refusal for an answer: half of them wait for their jobs, and all come back at once. */
import autocannon from "autocannon";
import { percentile } from "./load.ts";

export interface CrowdOptions {
  url: string;
  path: string;
  bodies: object[];
  connections: number;
  seconds: number;
}

/** Rates a second, times in ms. */
export interface Crowd {
  connections: number;
  /** What was accepted, done or not. */
  goodput: number;
  p99: number;
  refused: number;
  refusedP99: number;
}

/** @throws Error when a request is answered with anything but a success or a 503, or not at all */
export async function crowd({ seconds, ...options }: CrowdOptions): Promise<Crowd> {
  const accepted: number[] = [];
  const refused: number[] = [];
  const wrong = new Set<number>();
  const began = performance.now();
  const errors = await post({ ...options, seconds }, (status, ms) => {
    if (status < 300) accepted.push(ms);
    else if (status === 503) refused.push(ms);
    else wrong.add(status);
  });
  if (errors > 0 || wrong.size > 0)
    throw new Error(`${errors} requests without an answer; answers ${[...wrong].join(", ") || "as they should be"}`);
  const perSecond = (answers: number[]) => answers.length / ((performance.now() - began) / 1_000);
  return {
    ...{ connections: options.connections, goodput: perSecond(accepted), p99: percentile(accepted, 99) },
    ...{ refused: perSecond(refused), refusedP99: percentile(refused, 99) },
  };
}

/** @returns how many requests failed without an answer */
function post({ url, path, bodies, connections, seconds }: CrowdOptions, onAnswer: (status: number, ms: number) => void): Promise<number> {
  const prefer = ["wait=5", "respond-async"];
  const headers = (turn: number) => ({ "content-type": "application/json", prefer: prefer[turn % prefer.length] ?? "" });
  let turn = 0;
  return new Promise((resolve, reject) => {
    const setupClient = (client: autocannon.Client) => {
      const body = JSON.stringify(bodies[turn % bodies.length]);
      client.setRequests([{ method: "POST", path, headers: headers(turn++), body }]);
    };
    const options = { url, connections, duration: seconds, timeout: 60, setupClient };
    autocannon(options, (error, result) => (error ? reject(error) : resolve(result.errors))).on("response", (_client, code, _bytes, ms) =>
      onAnswer(Number(code), ms),
    );
  });
}
