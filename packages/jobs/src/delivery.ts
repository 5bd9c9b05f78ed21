/** Handing job ids to BullMQ. What it takes or loses is never a matter of truth: the rows are. */
import type { Queue } from "bullmq";
import type { Broker } from "./broker.ts";

export interface Deliverable {
  id: string;
  kind: string;
}

/**
 * PostgreSQL counts attempts and decides when a job has failed; BullMQ only has to keep trying. The pauses come
 * from the worker's backoff strategy.
 */
const UNTIL_SETTLED = {
  attempts: 1_000_000,
  stackTraceLimit: 1,
  backoff: { type: "settling" },
  removeOnComplete: { age: 3_600, count: 200 },
  removeOnFail: { age: 86_400, count: 1_000 },
};

/** Adds jobs that BullMQ may not have yet. @throws when BullMQ cannot be reached; the jobs may or may not have arrived. */
export async function deliver(broker: Broker, jobs: Deliverable[]): Promise<void> {
  const byKind = Map.groupBy(jobs, ({ kind }) => kind);
  await Promise.all([...byKind].map(([kind, some]) => queueOf(broker, kind).addBulk(some.map(entry))));
}

const entry = ({ id, kind }: Deliverable) => ({ name: kind, data: {}, opts: { ...UNTIL_SETTLED, jobId: id } });

/**
 * Makes sure that BullMQ will run jobs that are open in PostgreSQL, whatever BullMQ thinks of them now.
 *
 * @returns how many it had lost. @throws when BullMQ cannot be reached.
 */
export async function redeliver(broker: Broker, jobs: Deliverable[]): Promise<number> {
  const missing = await Promise.all(jobs.map((job) => isMissing(broker, job)));
  const anew = jobs.filter((_, i) => missing[i]);
  await deliver(broker, anew);
  return anew.length;
}

/** Adding a job that BullMQ holds as finished would change nothing, so such a job is removed first. */
async function isMissing(broker: Broker, { id, kind }: Deliverable): Promise<boolean> {
  const queue = queueOf(broker, kind);
  const state = await queue.getJobState(id);
  if (state === "completed" || state === "failed") await queue.remove(id);
  return state === "unknown" || state === "completed" || state === "failed";
}

/** Where BullMQ has a job now; null when it does not know it or cannot be asked. */
export async function whereabouts(broker: Broker, { id, kind }: Deliverable): Promise<{ state: string; attempt: number } | null> {
  try {
    const job = await queueOf(broker, kind).getJob(id);
    return job ? { state: await job.getState(), attempt: job.attemptsMade } : null;
  } catch {
    return null;
  }
}

function queueOf(broker: Broker, kind: string): Queue {
  const queue = broker.queues.get(kind);
  if (!queue) throw new Error(`there is no queue for the job kind "${kind}"`);
  return queue;
}
