/** Sees to it that what is due expires: one job at a time, so that the fleet's other work goes on beside it. */
import { setTimeout as delay } from "node:timers/promises";
import { type Db, dueSessions, EXPIRY, findJob } from "@assent/db";
import { sessionExpire } from "../../kinds/session-expire.ts";
import type { TaskContext } from "../maintenance.ts";

const LOOK_AGAIN_MS = 25;
/** A job that takes longer may be in the hands of a dead worker; somebody else then looks after the rest. */
const PATIENCE_MS = 2_000;

/**
 * Enqueues a job if anything is due and none is under way, and the next as soon as it has left some over. Its key is the
 * half second of the look, so that of many workers one enqueues it; the next ones are named after the one before.
 */
export async function expireDueSessions({ db, producer, signal }: TaskContext): Promise<void> {
  for (let before = ""; !signal.aborted; ) {
    const { due, halfSecond } = await dueSessions(db);
    if (!due) return;
    const key = `due:${halfSecond}${before}`;
    const job = await producer.enqueue(
      sessionExpire,
      { scope: "due" },
      { principal: EXPIRY, userId: null, idempotency: { key, hash: key } },
    );
    if (job.replayed || !(await leavesSome(db, job.id, signal))) return;
    before = `:${job.id}`;
  }
}

/** Waits for the job. @returns whether it has settled and there may be more to do. */
async function leavesSome(db: Db, id: string, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline && !signal.aborted) {
    const row = await findJob(db, id);
    if (row?.status !== "queued") return row?.result?.["more"] === true;
    await delay(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
  }
  return false;
}
