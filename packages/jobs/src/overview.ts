/** The fleet as whoever operates it sees it. Nothing here reads more of `jobs` than the head of an index. */
import {
  type Backlog,
  backlogByKind,
  type Db,
  databaseTime,
  type FleetState,
  fleetState,
  type KindPauseRow,
  listJobs,
  listPauses,
  type MinuteFigures,
  recentFigures,
} from "@assent/db";
import { type KindView, kindPauseView, noDurations, type Overview, quantileMs, viewOf } from "@assent/domain";
import { registry } from "./registry.ts";

/** Figures of a kind are those of so many minutes, the current one included. */
const MINUTES = 5;
/** More of a kind are not counted. */
export const MOST_QUEUED = 10_000;
const FAILURES = 5;
const MINUTE_MS = 60_000;

/** What is read of it at one time. */
export interface Fleet {
  now: Date;
  state: FleetState;
  /** Of each kind. */
  backlog: Record<string, Backlog>;
  pauses: KindPauseRow[];
  /** Of as many minutes as were asked for, oldest first. */
  figures: MinuteFigures[];
}

/** One query after the other: who looks has a connection or two, and not five. */
export async function lookAtFleet(db: Db, minutes: number): Promise<Fleet> {
  const now = await databaseTime(db);
  const state = await fleetState(db);
  const backlog = await backlogByKind(db, [...registry.keys()], MOST_QUEUED);
  return { now, state, backlog, pauses: await listPauses(db), figures: await recentFigures(db, minutes) };
}

/** The figures of the last minutes, the current one included. */
export const lately = ({ figures, now }: Pick<Fleet, "figures" | "now">, minutes: number): MinuteFigures[] =>
  figures.filter(({ minute }) => now.getTime() - minute.getTime() < minutes * MINUTE_MS);

export const readKinds = async (db: Db): Promise<KindView[]> => kindsOf(await lookAtFleet(db, MINUTES));

export async function readOverview(db: Db): Promise<Overview> {
  const fleet = await lookAtFleet(db, MINUTES);
  const { inHand, concurrency, ...workers } = fleet.state;
  const failures = await listJobs(db, { status: "failed" }, { limit: FAILURES });
  return {
    ...{ at: fleet.now.toISOString(), workers, in_hand: inHand, concurrency, per_second: perSecond(fleet), kinds: kindsOf(fleet) },
    last_failures: failures.map(({ id, kind, userId, problem, settledAt }) => ({
      ...{ id, kind, user_id: userId, problem },
      settled_at: settledAt?.toISOString() ?? null,
    })),
  };
}

export function kindsOf(fleet: Fleet): KindView[] {
  const figures = lately(fleet, MINUTES);
  return Object.entries(fleet.backlog).map(([kind, { queued, oldestMs }]) => {
    const pause = fleet.pauses.find((one) => one.kind === kind);
    return {
      ...{ kind, inline: registry.get(kind)?.policy.inline ?? false, queued, oldest_ms: queued === 0 ? null : oldestMs },
      pause: pause ? viewOf(kindPauseView, pause) : null,
      figures: summaryOf(figures.filter((one) => one.kind === kind)),
    };
  });
}

const COUNTS = ["accepted", "completed", "refused", "failed"] as const;
export type Counts = Record<(typeof COUNTS)[number], number>;

const countsOf = (count: (name: (typeof COUNTS)[number]) => number) =>
  Object.fromEntries(COUNTS.map((name) => [name, count(name)])) as Counts;

export const totalOf = (figures: MinuteFigures[]): Counts => countsOf((name) => figures.reduce((total, one) => total + one[name], 0));

const summaryOf = (figures: MinuteFigures[]): KindView["figures"] => ({
  ...{ minutes: MINUTES, ...totalOf(figures) },
  start_ms: quantilesOf(figures.map(({ start }) => start)),
  run_ms: quantilesOf(figures.map(({ run }) => run)),
});

function quantilesOf(durations: number[][]) {
  const total = noDurations().map((_, bucket) => durations.reduce((sum, counts) => sum + (counts[bucket] ?? 0), 0));
  const [p50, p99] = [quantileMs(total, 0.5), quantileMs(total, 0.99)];
  return p50 === null || p99 === null ? null : { p50, p99 };
}

/** Over the last sixty seconds: those of this minute, and of the one before as much as belongs to them. */
export function perSecond({ figures, now }: Pick<Fleet, "figures" | "now">): Counts {
  const began = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const rest = 1 - (now.getTime() - began) / MINUTE_MS;
  const weightOf = ({ minute }: MinuteFigures) => (minute.getTime() >= began ? 1 : minute.getTime() >= began - MINUTE_MS ? rest : 0);
  return countsOf((name) => figures.reduce((total, one) => total + one[name] * weightOf(one), 0) / 60);
}
