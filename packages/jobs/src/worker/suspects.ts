/** Jobs whose worker died, perhaps of one of them. */
import { coalesce } from "@assent/runtime";
import { DeadlinePassed } from "../deadline.ts";
import type { Kind } from "../kind.ts";
import type { Ran } from "../runner.ts";
import { type Attempts, type Unsettled, WorkerDied } from "./attempts.ts";
import type { Quarantine, QuarantineEnd } from "./quarantine.ts";

interface Parts {
  kind: Kind;
  quarantine: Quarantine;
  attempts: Attempts;
  settle(id: string, ran: Ran, counted?: boolean): Promise<Unsettled>;
}

export interface Suspects {
  /** @param deaths how many workers have died with them. @throws when they cannot run now; those that have not run are as they were */
  run(ids: string[], deaths: number): Promise<Unsettled[]>;
}

/** More workers than this have died only if one of the jobs reaches them even from its quarantine, by taking all memory of a host. */
const MOST_DEATHS = 2;
/** In so many parts those are run again of which one has ended the quarantine. */
const PARTS = 8;

/**
 * A worker mostly dies for reasons of its own, so they run together first, in quarantine, and no attempt is counted. Should that
 * die, they run again in smaller parts, until the culprit is alone; only for it an attempt is counted.
 */
export function suspectsOf({ kind, quarantine, attempts, settle }: Parts): Suspects {
  /** Counted in the moment before it is made, for this one may leave nobody who could count it afterwards. */
  const alone = coalesce((ids: string[]) => Promise.all(ids.map(countAndRun)), { max: 1 });

  async function countAndRun(id: string): Promise<Unsettled> {
    const job = { id, kind: kind.name };
    if (!(await attempts.beforeSuspect(kind, job))) return undefined;
    const ran = await quarantine.run(kind, [id]).catch(async (error) => {
      await attempts.takeBack(job);
      throw error;
    });
    return settle(id, ranAt(0, ran), true);
  }

  /** What keeps one of them from running keeps the next one as well, so that it is not even counted. */
  async function runEachAlone(ids: string[]): Promise<Unsettled[]> {
    const unsettled: Unsettled[] = [];
    for (const id of ids) unsettled.push(await alone(id));
    return unsettled;
  }

  async function runTogether(ids: string[]): Promise<Unsettled[]> {
    const ran = await quarantine.run(kind, ids);
    if (Array.isArray(ran) || ids.length === 1) return Promise.all(ids.map((id, i) => settle(id, ranAt(i, ran))));
    const unsettled: Unsettled[] = [];
    for (const part of inParts(ids)) unsettled.push(...(await runTogether(part)));
    return unsettled;
  }

  return {
    run: (ids, deaths) => (deaths > MOST_DEATHS ? runEachAlone(ids) : runTogether(ids)),
  };
}

const ENDS: Record<QuarantineEnd, Ran> = {
  died: { error: new WorkerDied() },
  late: { error: new DeadlinePassed("the process that ran it had to be killed") },
};

const ranAt = (i: number, ran: Ran[] | QuarantineEnd): Ran => (Array.isArray(ran) ? (ran[i] ?? ENDS.died) : ENDS[ran]);

function inParts(ids: string[]): string[][] {
  const size = Math.ceil(ids.length / PARTS);
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size));
}
