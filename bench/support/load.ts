/** Requests over many connections at once, by autocannon, with latencies finer than its own milliseconds. */
import autocannon from "autocannon";

export interface Load {
  /** Of one API, or of several that share the connections. */
  url: string | string[];
  path: string;
  bodies: object[];
  /** How many requests in all. */
  amount: number;
  connections: number;
  headers?: Record<string, string>;
  onAnswered?: (answered: number) => void;
}

export interface Answers {
  perSecond: number;
  /** In milliseconds. */
  p50: number;
  p99: number;
}

const TIMEOUT_S = 60;

/** @throws Error when an answer is no success: a refused request is fast, and would flatter the figures. */
export function post({ url, path, bodies, amount, connections, headers = {}, onAnswered }: Load): Promise<Answers> {
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  const requests = bodies.map((body) => ({ method: "POST" as const, path, body: JSON.stringify(body) }));
  let turn = 0;
  const setupClient = (client: autocannon.Client) => client.setRequests(share(requests, turn++, connections));
  const began = performance.now();
  let ended = began;
  const { promise, resolve, reject } = Promise.withResolvers<Answers>();
  const run = autocannon(
    {
      ...{ url, amount, connections: Math.min(connections, amount), setupClient, timeout: TIMEOUT_S, sampleInt: 50 },
      headers: { "content-type": "application/json", ...headers },
    },
    (error, { errors }) => {
      const bad = [...statuses].filter(([status]) => status >= 300);
      if (error || errors > 0 || bad.length > 0)
        return reject(error ?? new Error(`POST ${path}: ${errors} errors, ${JSON.stringify(bad)}`));
      resolve({ perSecond: amount / ((ended - began) / 1_000), p50: percentile(latencies, 50), p99: percentile(latencies, 99) });
    },
  );
  run.on("response", (_client, status, _bytes, ms) => {
    ended = performance.now();
    latencies.push(ms);
    statuses.set(Number(status), (statuses.get(Number(status)) ?? 0) + 1);
    onAnswered?.(latencies.length);
  });
  return promise;
}

/** Each connection has bodies of its own, where there are enough. */
function share<T>(all: T[], turn: number, connections: number): T[] {
  const own = all.filter((_, i) => i % connections === turn % connections);
  return own.length > 0 ? own : all;
}

export function percentile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? 0;
}

export interface KeptUp {
  /** Answers a second between two times of Date.now(). */
  rateBetween(from: number, to: number): number;
  /** @throws Error when an answer was no success */
  stop(): Promise<void>;
}

/** Keeps posting in the background, until it is stopped. */
export function keepPosting({ url, path, bodies, connections, headers = {} }: Omit<Load, "amount">): KeptUp {
  const answeredAt: number[] = [];
  let bad = 0;
  const requests = bodies.map((body) => ({ method: "POST" as const, path, body: JSON.stringify(body) }));
  let turn = 0;
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  const run = autocannon(
    {
      ...{
        url,
        connections,
        duration: 3_600,
        timeout: TIMEOUT_S,
        sampleInt: 50,
        headers: { "content-type": "application/json", ...headers },
      },
      setupClient: (client) => client.setRequests(share(requests, turn++, connections)),
    },
    () => (bad === 0 ? resolve() : reject(new Error(`POST ${path}: ${bad} answers were no success`))),
  );
  over.catch(() => {});
  run.on("response", (_client, status) => {
    answeredAt.push(Date.now());
    if (Number(status) >= 300) bad++;
  });
  return {
    rateBetween: (from, to) => answeredAt.filter((at) => at >= from && at < to).length / ((to - from) / 1_000),
    async stop() {
      (run as unknown as { stop(): void }).stop();
      await over;
    },
  };
}
