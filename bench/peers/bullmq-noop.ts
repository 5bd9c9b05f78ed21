/** BullMQ alone, with jobs that do nothing: what delivery itself costs, and so what no user of BullMQ can exceed. */
import { createPostgresBackend, type PgPool, Queue, Worker, withBackend } from "bullmq";
import pg from "pg";
import type { Target } from "./peer.ts";

const QUEUE = "noop";
const IN_ONE_GO = 1_000;
/** What measured fastest on each. */
const CONCURRENCY = { redis: 500, postgres: 100 };
const POOL = 20;

async function bullmqOn({ redisUrl, databaseUrl, prefix }: Target) {
  if (redisUrl) {
    const options = { connection: { url: redisUrl }, prefix };
    const queue = new Queue(QUEUE, options);
    return {
      queue,
      close: () => queue.close(),
      startWorker: (process: () => Promise<void>) => new Worker(QUEUE, process, { ...options, concurrency: CONCURRENCY.redis }),
    };
  }
  const backend = withBackend(createPostgresBackend);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL, options: "-c search_path=bullmq -c synchronous_commit=off" });
  const options = { connection: pool.setMaxListeners(0) as unknown as PgPool };
  const queue = new backend.Queue(QUEUE, options);
  return {
    queue,
    close: () => queue.close().then(() => pool.end()),
    startWorker: (process: () => Promise<void>) => new backend.Worker(QUEUE, process, { ...options, concurrency: CONCURRENCY.postgres }),
  };
}

export async function fillNoops(target: Target, count: number): Promise<void> {
  const { queue, close } = await bullmqOn(target);
  for (let i = 0; i < count; i += IN_ONE_GO) {
    await queue.addBulk(Array.from({ length: Math.min(IN_ONE_GO, count - i) }, () => ({ name: QUEUE, data: {} })));
  }
  await close();
}

/** @returns jobs a second from the first that completed to the last. */
export async function workOffNoops(target: Target, count: number): Promise<number> {
  const { startWorker } = await bullmqOn(target);
  const { promise, resolve } = Promise.withResolvers<number>();
  let done = 0;
  let first = 0;
  startWorker(async () => {}).on("completed", () => {
    const now = performance.now();
    if (done++ === 0) first = now;
    if (done === count) resolve((count - 1) / ((now - first) / 1_000));
  });
  return promise;
}
