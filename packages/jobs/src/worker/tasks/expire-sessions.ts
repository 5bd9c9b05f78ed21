/** Sees to it that what is due expires, by few jobs at a time, so that the fleet's other work goes on beside them. */
import { setTimeout as delay } from "node:timers/promises";
import { dueSessions, EXPIRY, findJob } from "@assent/db";
import { sessionExpire } from "../../kinds/session-expire.ts";
import type { TaskContext } from "../maintenance.ts";

export type ExpiryOptions = Pick<TaskContext, "db" | "producer" | "signal"> & Partial<Pick<TaskContext, "observer">>;

const LOOK_AGAIN_MS = 25;
/** A job that takes longer may be in the hands of a dead worker, and holds nobody back. */
const PATIENCE_MS = 3_000;
/** Of what a job has taken, until the next one. */
const REST = 0.25;
/** So many jobs are left to be run later when nobody runs any. */
const MOST_OPEN = 5;

/** Enqueues a job if anything is due and none is under way; when it has left some over, goes on until nothing is. */
export async function expireDueSessions(options: ExpiryOptions): Promise<void> {
  let hasMore: boolean;
  do {
    const began = performance.now();
    const id = await enqueueIfDue(options);
    hasMore = id !== undefined && (await leavesSome(options, id));
    if (hasMore) await rest(REST * (performance.now() - began), options.signal);
  } while (hasMore && !options.signal.aborted);
}

/** @returns the job, unless one is under way in the fleet: with two at once, other work would fall below half of its rate. */
async function enqueueIfDue({ db, producer, observer }: ExpiryOptions): Promise<string | undefined> {
  const { due, lateMs, open, underWay } = await dueSessions(db, PATIENCE_MS);
  if (due) observer?.overdue(lateMs);
  if (!due || underWay > 0 || open >= MOST_OPEN) return undefined;
  const { id } = await producer.enqueue(sessionExpire, { scope: "due" }, { principal: EXPIRY, userId: null });
  return id;
}

/** Waits for the job. @returns whether it has settled and there may be more to do. */
async function leavesSome({ db, signal }: ExpiryOptions, id: string): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline && !signal.aborted) {
    const row = await findJob(db, id);
    if (row?.status !== "queued") return row?.result?.["more"] === true;
    await rest(LOOK_AGAIN_MS, signal);
  }
  return false;
}

/** Not longer than until it is to stop. */
const rest = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {});
