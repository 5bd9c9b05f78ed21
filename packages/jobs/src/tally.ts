/** Figures by kind, kept in memory for a moment and added to those of the whole fleet with one statement. */
import { addFigures, type Db, type KindFigures } from "@assent/db";
import { bucketOf, noDurations } from "@assent/domain";
import { type JobObserver, nobody } from "./observer.ts";

export interface Tally extends JobObserver {
  /** Adds what was counted since the last time to the fleet's figures; keeps it when that fails. */
  write(db: Db): Promise<void>;
}

export function createTally(): Tally {
  let figures = new Map<string, KindFigures>();

  const of = (kind: string): KindFigures => {
    const known = figures.get(kind) ?? nothing(kind);
    figures.set(kind, known);
    return known;
  };

  return {
    ...nobody,
    accepted(kind, jobs) {
      of(kind).accepted += jobs;
    },
    settled(kind, { status, reason, waitedMs, tookMs }) {
      const seen = of(kind);
      seen[status]++;
      increment(seen.start, bucketOf(waitedMs));
      increment(seen.run, bucketOf(tookMs));
      if (reason) seen.refusals[reason] = (seen.refusals[reason] ?? 0) + 1;
    },
    failed(kind) {
      of(kind).failed++;
    },
    async write(db) {
      const taken = figures;
      if (taken.size === 0) return;
      figures = new Map();
      await addFigures(db, [...taken.values()]).catch((error) => {
        for (const kept of taken.values()) add(of(kept.kind), kept);
        throw error;
      });
    },
  };
}

const nothing = (kind: string): KindFigures => ({
  ...{ kind, accepted: 0, completed: 0, refused: 0, failed: 0 },
  ...{ start: noDurations(), run: noDurations(), refusals: {} },
});

const increment = (counts: number[], bucket: number, by = 1) => {
  counts[bucket] = (counts[bucket] ?? 0) + by;
};

function add(to: KindFigures, more: KindFigures) {
  for (const count of ["accepted", "completed", "refused", "failed"] as const) to[count] += more[count];
  for (const [bucket, by] of more.start.entries()) increment(to.start, bucket, by);
  for (const [bucket, by] of more.run.entries()) increment(to.run, bucket, by);
  for (const [reason, by] of Object.entries(more.refusals)) to.refusals[reason] = (to.refusals[reason] ?? 0) + by;
}
