/** What one would write first: BullMQ, Drizzle, one row and one `add` per request, one transaction per job. */
import { Queue, Worker } from "bullmq";
import type { Peer, SessionJob, Target } from "./peer.ts";
import { jobs } from "./tables.ts";
import { createSession, openDrizzle, rowOf } from "./work-in-drizzle.ts";

const QUEUE = "session-create";
const CONCURRENCY = 50;
/** One connection for each job under way: fewer would make them wait for one another. */
const POOL = CONCURRENCY;
const IN_ONE_GO = 1_000;

const connectionOf = ({ redisUrl = "", prefix }: Target) => ({ connection: { url: redisUrl }, prefix });

export const naiveBullmq: Peer = {
  async fill(target, all) {
    const [db, queue] = [openDrizzle(target, POOL), new Queue<SessionJob>(QUEUE, connectionOf(target))];
    for (let i = 0; i < all.length; i += IN_ONE_GO) {
      const some = all.slice(i, i + IN_ONE_GO);
      await db.insert(jobs).values(some.map(rowOf));
      await queue.addBulk(some.map((job) => ({ name: QUEUE, data: job, opts: { jobId: job.id } })));
    }
    await Promise.all([queue.close(), db.$client.end()]);
  },

  async work(target) {
    const db = openDrizzle(target, POOL);
    const options = { ...connectionOf(target), concurrency: CONCURRENCY, removeOnComplete: { count: 1_000 } };
    new Worker<SessionJob>(QUEUE, ({ data }) => createSession(db, data, true), options);
  },
};

/** Accepts as many requests at a time as there are connections in the HTTP benchmarks, without HTTP. @returns requests a second */
export async function acceptNaively(target: Target, all: SessionJob[], atATime: number): Promise<number> {
  const [db, queue] = [openDrizzle(target, POOL), new Queue<SessionJob>(QUEUE, connectionOf(target))];
  const rest = all.values();
  const one = async () => {
    for (const job of rest) {
      await db.insert(jobs).values(rowOf(job));
      await queue.add(QUEUE, job, { jobId: job.id });
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atATime }, one));
  return all.length / ((performance.now() - began) / 1_000);
}
