/** Waiting for jobs to settle: one LISTEN connection per process, and the row as the only answer that counts. */

import { type Database, type Db, isTransient, JOBS_CHANNEL, type JobOutcome, readOutcomes } from "@assent/db";
import { coalesce } from "@assent/runtime";
import { waitingRoom } from "./waiting-room.ts";

export interface Settlements {
  /** Starts to listen for a job; to be called before the job exists, so that nothing is missed. */
  watch(id: string): Watch;
  /** How many watches there are. */
  readonly watches: number;
}

export interface Watch {
  /**
   * The outcome as soon as the job has settled, or as it is when `ms` have passed or the process stops; undefined if there is no
   * such job. @throws what the last look has thrown: until then, PostgreSQL may be away and come back.
   */
  settled(ms: number): Promise<JobOutcome | undefined>;
  /** Resolves at the next word about the job; at the latest after `ms`, when the process stops, or when the watch ends. */
  next(ms: number): Promise<void>;
  end(): void;
}

const MOST_ROWS_AT_ONCE = 500;
/** A notification can be lost with its connection; whoever waits looks after this long. */
const LOOK_AGAIN_MS = 1_000;

/**
 * @param stopping wakes whoever waits; from then on nobody waits any more.
 * @param onListening told each time that it listens on a new connection, the first included.
 */
export async function listenForSettlements(
  { client, db }: Pick<Database, "client" | "db">,
  stopping: AbortSignal,
  onListening = () => {},
): Promise<Settlements> {
  const waiting = waitingRoom();
  /** Those who ask at the same time share a statement. */
  const outcome = coalesce((ids: string[]) => outcomesOf(db, ids), { max: MOST_ROWS_AT_ONCE, parallel: 2 });
  stopping.addEventListener("abort", waiting.wakeAll, { once: true });
  const listening = () => {
    waiting.wakeAll();
    onListening();
  };
  await client.listen(JOBS_CHANNEL, (ids) => ids.split(",").forEach(waiting.wake), listening);

  function watch(id: string): Watch {
    const place = waiting.enter(id);
    const next = async (ms: number) => (stopping.aborted ? undefined : place.next(ms));

    async function settled(ms: number) {
      const until = performance.now() + ms;
      for (;;) {
        const left = until - performance.now();
        if (left > 0) await next(Math.min(left, LOOK_AGAIN_MS));
        const over = until <= performance.now() || stopping.aborted;
        const job = await outcome(id).catch((error) => (over || !isTransient(error) ? Promise.reject(error) : ("away" as const)));
        if (job !== "away" && (job?.status !== "queued" || over)) return job;
      }
    }

    return { settled, next, end: place.leave };
  }

  return {
    watch,
    get watches() {
      return waiting.size;
    },
  };
}

async function outcomesOf(db: Db, ids: string[]): Promise<(JobOutcome | undefined)[]> {
  const found = new Map((await readOutcomes(db, [...new Set(ids)])).map((job) => [job.id, job]));
  return ids.map((id) => found.get(id));
}
