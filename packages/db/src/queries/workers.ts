import type { WorkerOrder, WorkerStatus } from "@assent/domain";
import { and, desc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { type WorkerRow, workers } from "../schema/index.ts";
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
 * @returns undefined when the fleet has given this worker up: it must stop taking work and register anew.
 */
export async function beat(
  db: Queryable,
  id: string,
  status: Exclude<WorkerStatus, "lost" | "stopped">,
  figures: WorkerFigures,
): Promise<{ desired: WorkerOrder; now: Date } | undefined> {
  const [row] = await db
    .update(workers)
    .set({ ...figures, status, lastHeartbeatAt: sql`clock_timestamp()` })
    .where(and(eq(workers.id, id), alive))
    .returning({ desired: workers.desired, now: workers.lastHeartbeatAt });
  return row;
}

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

export async function countWorkers(db: Queryable): Promise<Record<"running" | "draining" | "lost", number>> {
  const [row] = await db.execute<Record<"running" | "draining" | "lost", number>>(sql`
    select count(*) filter (where status = 'running')::int as running,
      count(*) filter (where status = 'draining')::int as draining,
      count(*) filter (where status = 'lost' and stopped_at > clock_timestamp() - interval '5 minutes')::int as lost
    from workers`);
  return row ?? { running: 0, draining: 0, lost: 0 };
}

export async function pruneWorkers(db: Queryable, olderThanMs: number): Promise<void> {
  await db.delete(workers).where(sql`
    ${workers.status} in ('stopped', 'lost') and ${workers.stoppedAt} < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'`);
}
