import { sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { kindFigures, refusalFigures } from "../schema/index.ts";

/** What became of the jobs of a kind. */
export interface KindFigures {
  kind: string;
  accepted: number;
  completed: number;
  refused: number;
  failed: number;
  /** Jobs by how long they had waited, and by how long their transaction took: in the buckets of DURATION_BOUNDS_MS. */
  start: number[];
  run: number[];
  /** Refused jobs by reason. */
  refusals: Record<string, number>;
}

export interface MinuteFigures extends KindFigures {
  minute: Date;
}

/** Adds to the figures of this minute. Rows in the order of their keys, so that two processes cannot deadlock. */
export async function addFigures(db: Queryable, figures: KindFigures[]): Promise<void> {
  await db.execute(sql`
    with relaxed as (select set_config('synchronous_commit', 'off', true)),
    new as (
      select date_trunc('minute', clock_timestamp()) as minute, figures.*
      from relaxed, jsonb_to_recordset(${JSON.stringify(figures)}::jsonb)
        as figures(kind text, accepted bigint, completed bigint, refused bigint, failed bigint, start bigint[], run bigint[], refusals jsonb)),
    refusals as (
      insert into refusal_figures as old (minute, kind, reason, refused)
      select minute, kind, key, value::bigint from new, jsonb_each_text(refusals) order by kind, key
      on conflict (minute, kind, reason) do update set refused = old.refused + excluded.refused)
    insert into kind_figures as old (minute, kind, accepted, completed, refused, failed, start_durations, run_durations)
    select minute, kind, accepted, completed, refused, failed, start, run from new order by kind
    on conflict (minute, kind) do update set
      accepted = old.accepted + excluded.accepted, completed = old.completed + excluded.completed,
      refused = old.refused + excluded.refused, failed = old.failed + excluded.failed,
      start_durations = ${sum(sql`old.start_durations`, sql`excluded.start_durations`)},
      run_durations = ${sum(sql`old.run_durations`, sql`excluded.run_durations`)}`);
}

const sum = (some: ReturnType<typeof sql>, others: ReturnType<typeof sql>) =>
  sql`array(select coalesce(a, 0) + coalesce(b, 0) from unnest(${some}, ${others}) with ordinality as both_of(a, b, bucket) order by bucket)`;

/** The figures of the last minutes, the current one included, oldest first. */
export async function recentFigures(db: Queryable, minutes: number): Promise<MinuteFigures[]> {
  const rows = await db.execute<MinuteRow>(sql`
    with refusals as (
      select minute, kind, jsonb_object_agg(reason, refused) as refusals from refusal_figures where ${within(minutes)} group by minute, kind)
    select ${epochMs} as ms, kind, accepted::float8, completed::float8, refused::float8, failed::float8,
      to_jsonb(start_durations) as start, to_jsonb(run_durations) as run, coalesce(refusals, '{}') as refusals
    from kind_figures left join refusals using (minute, kind) where ${within(minutes)} order by minute, kind`);
  return rows.map(({ ms, ...figures }) => ({ ...figures, minute: new Date(ms) }));
}

type MinuteRow = KindFigures & { ms: number; [column: string]: unknown };

/** How many jobs of all kinds, in steps of some minutes. */
export interface StepCounts extends Record<(typeof COUNTS)[number], number> {
  /** When the step began. */
  from: Date;
}

const COUNTS = ["accepted", "completed", "refused", "failed"] as const;

/** @param stepMinutes such as 15 for a chart of a day @returns oldest first; a step in which nothing happened is not there */
export async function countsInSteps(db: Queryable, minutes: number, stepMinutes: number): Promise<StepCounts[]> {
  const counts = COUNTS.map((count) => sql`sum(${sql.identifier(count)})::float8 as ${sql.identifier(count)}`);
  const rows = await db.execute<Omit<StepCounts, "from"> & { ms: number }>(sql`
    select ${epochMs} as ms, ${sql.join(counts, sql`, `)}
    from (select date_bin(${stepMinutes} * interval '1 minute', minute, 'epoch') as minute, ${sql.join(
      COUNTS.map((count) => sql.identifier(count)),
      sql`, `,
    )}
      from kind_figures where ${within(minutes)}) as steps
    group by minute order by minute`);
  return rows.map(({ ms, ...step }) => ({ ...step, from: new Date(ms) }));
}

/** Forgets what was counted longer ago. */
export async function pruneFigures(db: Queryable, olderThanMs: number): Promise<void> {
  for (const table of [kindFigures, refusalFigures])
    await db.delete(table).where(sql`${table.minute} < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'`);
}

/**
 * Times of the statement, for those of the clock are others for each row, and no index knows them. Both ends are named because
 * PostgreSQL then takes the range for a narrow one, whatever it believes about the table.
 */
const within = (minutes: number) =>
  sql`minute > statement_timestamp() - ${minutes} * interval '1 minute' and minute <= statement_timestamp()`;
const epochMs = sql`extract(epoch from minute)::float8 * 1000`;
