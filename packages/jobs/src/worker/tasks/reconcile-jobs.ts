import { overdueJobs } from "@assent/db";
import { isFull } from "../../broker-trouble.ts";
import { redeliver } from "../../delivery.ts";
import type { TaskContext } from "../maintenance.ts";
import { makeRoom } from "./make-room.ts";

const OVERDUE_MS = 3_000;
/** Of each kind. */
const AT_ONCE = 1_000;
const FIRST = "00000000-0000-0000-0000-000000000000";

/**
 * Looks at the oldest open jobs of each kind, and further on only as far as BullMQ turns out to have lost them. What it holds
 * may be due without any worker knowing it, so they are told to look.
 */
export async function reconcileJobs({ db, broker, events, signal, overdueMs = OVERDUE_MS }: TaskContext): Promise<void> {
  await broker.ping().catch(async (error) => {
    const removed = isFull(error) ? await makeRoom(broker) : 0;
    if (removed > 0) events.madeRoom(removed);
    throw error;
  });
  let after: Record<string, string> = Object.fromEntries([...broker.queues.keys()].map((kind) => [kind, FIRST]));
  for (let lost = 1; lost > 0 && !signal.aborted; ) {
    const overdue = await overdueJobs(db, after, overdueMs, AT_ONCE);
    lost = await redeliver(db, broker, overdue);
    await broker.wake([...new Set(overdue.map(({ kind }) => kind))]);
    if (lost > 0) events.reconciled(lost);
    after = Object.fromEntries(overdue.map(({ kind, id }) => [kind, id]));
  }
}
