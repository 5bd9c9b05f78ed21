import type { Queue } from "bullmq";
import type { Broker } from "../../broker.ts";
import { distinctQueues } from "../../brokers/queues.ts";

/** Of each queue, in one go. */
const MOST = 1_000;

/**
 * A Redis that its own backlog has filled lets no worker take a job, and so would stay full for ever. What has waited least is
 * taken out of it: the rows are in PostgreSQL, and reconciliation delivers them again when it is their turn.
 *
 * @returns how many deliveries were taken out
 */
export async function makeRoom(broker: Broker): Promise<number> {
  const removed = await Promise.all(distinctQueues(broker.queues).map(removeNewest));
  return removed.reduce((sum, n) => sum + n, 0);
}

async function removeNewest(queue: Queue): Promise<number> {
  const waiting = await queue.getWaitingCount();
  if (waiting === 0) return 0;
  const newest = await queue.getRanges(["waiting"], 0, Math.min(Math.ceil(waiting / 2), MOST) - 1, false);
  const removed = await Promise.all(newest.map((id: string) => queue.remove(id)));
  /** BullMQ writes them for listeners; there are none. */
  await queue.trimEvents(0);
  return removed.reduce((sum, n) => sum + n, 0);
}
