/**
 * Asynchronous replication may lose what was committed. Whoever fails over to such a replica is told what is gone: each API
 * remembers what it has accepted of late, and looks for it when it has lost its connection and has one again.
 */
import { type Db, missingJobs } from "@assent/db";
import type { Log } from "@assent/runtime";

export interface LossWatch {
  accepted(ids: string[]): void;
  /** Looks for all that is remembered, and logs what is gone. Never throws. */
  look(): void;
}

/** About two seconds at the most that one process accepts. */
const MOST_REMEMBERED = 20_000;
const MOST_ROWS_AT_ONCE = 500;
const LOOK_AGAIN_MS = 1_000;

/** @param db reaches PostgreSQL in the same way as the connection that was lost */
export function watchForLoss(db: Db, log: Log): LossWatch {
  let remembered: string[] = [];
  let again: NodeJS.Timeout | undefined;

  function accepted(ids: string[]) {
    remembered.push(...ids);
    if (remembered.length > 2 * MOST_REMEMBERED) remembered = remembered.slice(-MOST_REMEMBERED);
  }

  async function report() {
    const looked = [...remembered];
    const gone = new Set<string>();
    for (let i = 0; i < looked.length; i += MOST_ROWS_AT_ONCE) {
      for (const id of await missingJobs(db, looked.slice(i, i + MOST_ROWS_AT_ONCE))) gone.add(id);
    }
    if (gone.size === 0) return;
    remembered = remembered.filter((id) => !gone.has(id));
    log.error(
      { event: "jobs.vanished", jobs: gone.size, job_ids: [...gone] },
      "a fail-over of PostgreSQL has lost jobs that were accepted",
    );
  }

  function look() {
    clearTimeout(again);
    report().catch(() => {
      again = setTimeout(look, LOOK_AGAIN_MS).unref();
    });
  }

  return { accepted, look };
}
