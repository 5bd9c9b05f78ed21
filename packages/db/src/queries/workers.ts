import { MISSED_BEATS, WORKER_STATUSES, type WorkerOrder, type WorkerStatus } from "@assent/domain";
import { and, desc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { kindPauses, type WorkerRow, workers } from "../schema/index.ts";
import { newestIds, type Page, pageOfIds, rowsOf } from "./keyset.ts";
import { selected } from "./selected.ts";

const ALIVE = ["starting", "running", "draining"] as const;
const alive = inArray(workers.status, ALIVE);

export type NewWorker = Pick<WorkerRow, "id" | "hostname" | "pid" | "version" | "kinds" | "concurrency" | "heartbeatMs">;

export async function registerWorker(db: Queryable, worker: NewWorker): Promise<void> {
  await db.insert(workers).values(worker);
}

export type WorkerFigures = Pick<WorkerRow, "running" | "completed" | "failed" | "rssBytes" | "eventLoopLagMs" | "clockOffsetMs">;

/**
 * The heartbeat: figures up, orders down, one statement.
 *
 * @returns what is wanted of it, and the kinds that are paused; undefined when the fleet has given this worker up: it must
 * stop taking work and register anew.
 */
export async function beat(
  db: Queryable,
  id: string,
  status: Exclude<WorkerStatus, "lost" | "stopped">,
  figures: WorkerFigures,
): Promise<{ desired: WorkerOrder; paused: string[]; now: Date } | undefined> {
  const [row] = await db
    .update(workers)
    .set({ ...figures, status, lastHeartbeatAt: sql`clock_timestamp()` })
    .where(and(eq(workers.id, id), alive))
    .returning({ desired: workers.desired, now: workers.lastHeartbeatAt, paused });
  return row;
}

const paused = sql<string[]>`(select coalesce(jsonb_agg(kind), '[]') from ${kindPauses})`;

export async function markStopped(db: Queryable, id: string, figures: WorkerFigures): Promise<void> {
  await db
    .update(workers)
    .set({ ...figures, running: 0, status: "stopped", stoppedAt: sql`clock_timestamp()` })
    .where(and(eq(workers.id, id), alive));
}

/** Marks as lost every worker that missed `missedBeats` of its own heartbeats. @returns those that were just lost. */
export const buryLostWorkers = (tx: Tx, missedBeats: number): Promise<WorkerRow[]> => {
  const silent = tx
    .select({ id: workers.id })
    .from(workers)
    .where(
      and(alive, sql`${workers.lastHeartbeatAt} < clock_timestamp() - ${missedBeats} * ${workers.heartbeatMs} * interval '1 millisecond'`),
    )
    .for("update", { skipLocked: true });
  return tx.update(workers).set({ status: "lost", stoppedAt: sql`clock_timestamp()` }).where(inArray(workers.id, silent)).returning();
};

export async function orderDrain(tx: Tx, id: string): Promise<WorkerRow | undefined> {
  const [row] = await tx
    .update(workers)
    .set({ desired: "drain" })
    .where(and(eq(workers.id, id), alive))
    .returning();
  return row;
}

export async function findWorker(db: Queryable, id: string): Promise<WorkerRow | undefined> {
  const [row] = await db.select().from(workers).where(eq(workers.id, id));
  return row;
}

export const listWorkers = (db: Queryable, { status }: { status?: WorkerStatus | undefined }, page: Page): Promise<WorkerRow[]> =>
  db
    .select(selected(getTableColumns(workers)))
    .from(rowsOf(workers, status === undefined ? newestIds(workers, page) : pageOfIds(workers, [[workers.status, status]], page)))
    .orderBy(desc(workers.id));

export interface FleetState extends Record<WorkerStatus, number> {
  /** Jobs that live workers have in hand. */
  inHand: number;
  /** About how many of each kind they would take. */
  concurrency: number;
}

/**
 * The fleet at this moment; of those that have ended, the ones of the last five minutes. A worker that has fallen silent is lost,
 * also if nobody is left who would mark it.
 */
export async function fleetState(db: Queryable): Promise<FleetState> {
  const silent = sql`${alive} and last_heartbeat_at < clock_timestamp() - ${MISSED_BEATS} * heartbeat_ms * interval '1 millisecond'`;
  const lately = sql`stopped_at is null or stopped_at > clock_timestamp() - interval '5 minutes'`;
  const counts = WORKER_STATUSES.map((status) => sql`count(*) filter (where seen = ${status})::int as ${sql.identifier(status)}`);
  const [row] = await db.execute<FleetState & { [column: string]: unknown }>(sql`
    select ${sql.join(counts, sql`, `)},
      coalesce(sum(running) filter (where seen in ('running', 'draining')), 0)::int as "inHand",
      coalesce(sum(concurrency) filter (where seen = 'running'), 0)::int as concurrency
    from (select running, concurrency, case when ${silent} then 'lost' else status::text end as seen from workers where ${lately}) as fleet`);
  return row ?? { starting: 0, running: 0, draining: 0, stopped: 0, lost: 0, inHand: 0, concurrency: 0 };
}

export type WorkerCounts = Pick<FleetState, "starting" | "running" | "draining" | "lost">;

export async function countWorkers(db: Queryable): Promise<WorkerCounts> {
  const { starting, running, draining, lost } = await fleetState(db);
  return { starting, running, draining, lost };
}

export async function pruneWorkers(db: Queryable, olderThanMs: number): Promise<void> {
  await db.delete(workers).where(sql`
    ${workers.status} in ('stopped', 'lost') and ${workers.stoppedAt} < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'`);
}
