/** Requests over many connections at once, by autocannon, with latencies finer than its own milliseconds. */
import autocannon from "autocannon";

export interface Load {
  /** Of one API, or of several that share the connections. */
  url: string | string[];
  path: string;
  bodies: object[];
  connections: number;
  headers?: Record<string, string>;
  /** As many as this and no more; by default as many as are answered. */
  perSecond?: number;
}

export interface Answers {
  perSecond: number;
  /** In milliseconds. */
  p50: number;
  p99: number;
}

/** Told of each answer, with its latency. */
type OnAnswer = (status: number, ms: number) => void;

const TIMEOUT_S = 60;
/** How often autocannon looks whether it is done. */
const LOOK_EVERY_MS = 50;

/**
 * Posts so many requests.
 *
 * @throws Error when an answer is no success: a refused request is fast, and would flatter the figures.
 */
export async function post({
  amount,
  onAnswered,
  ...load
}: Load & { amount: number; onAnswered?: (answered: number) => void }): Promise<Answers> {
  const latencies: number[] = [];
  const began = performance.now();
  let ended = began;
  const limits = { amount, connections: Math.min(load.connections, amount) };
  await start(load, limits, (_, ms) => {
    ended = performance.now();
    latencies.push(ms);
    onAnswered?.(latencies.length);
  }).over;
  return { perSecond: amount / ((ended - began) / 1_000), p50: percentile(latencies, 50), p99: percentile(latencies, 99) };
}

export interface KeptUp {
  /** Answers a second between two times of Date.now(). */
  rateBetween(from: number, to: number): number;
  /** @throws Error when an answer was no success */
  stop(): Promise<void>;
}

/** Keeps posting in the background, until it is stopped. */
export function keepPosting(load: Load): KeptUp {
  const answeredAt: number[] = [];
  const { stop, over } = start(load, { duration: 3_600 }, () => void answeredAt.push(Date.now()));
  return {
    rateBetween: (from, to) => answeredAt.filter((at) => at >= from && at < to).length / ((to - from) / 1_000),
    async stop() {
      stop();
      await over;
    },
  };
}

function start({ url, path, bodies, headers = {}, connections, perSecond }: Load, limits: Partial<autocannon.Options>, onAnswer: OnAnswer) {
  const bad = new Map<number, number>();
  const requests = bodies.map((body) => ({ method: "POST" as const, path, body: JSON.stringify(body) }));
  let turn = 0;
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  over.catch(() => {});
  const options = {
    /** It takes several, which its types do not know. */
    url: url as string,
    ...{ connections, timeout: TIMEOUT_S, sampleInt: LOOK_EVERY_MS, headers: { "content-type": "application/json", ...headers } },
    setupClient: (client: autocannon.Client) => client.setRequests(share(requests, turn++, connections)),
    ...(perSecond === undefined ? {} : { overallRate: perSecond }),
    ...limits,
  };
  const run = autocannon(options, (error, result) => {
    const errors = (result?.errors ?? 0) + bad.size;
    if (error || errors > 0) reject(error ?? new Error(`POST ${path}: ${result.errors} errors, answers ${JSON.stringify([...bad])}`));
    else resolve();
  });
  run.on("response", (_client, code, _bytes, ms) => {
    const status = Number(code);
    if (status >= 300) bad.set(status, (bad.get(status) ?? 0) + 1);
    onAnswer(status, ms);
  });
  return { over, stop: () => (run as unknown as { stop(): void }).stop() };
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
