import { and, desc, eq, inArray, or, sql } from "drizzle-orm";
import type { Queryable } from "../../connect.ts";
import { type JobRow, kindPauses, type WorkerRow, workers } from "../../schema/index.ts";
import { databaseNow } from "../clock.ts";
import { openBefore } from "./operate.ts";

export type WorkerSign = Pick<WorkerRow, "id" | "status" | "desired" | "lastHeartbeatAt" | "heartbeatMs">;

/** What PostgreSQL knows of an open job's surroundings. */
export interface Standing {
  now: Date;
  /** Older open jobs of its kind, up to MOST_AHEAD. */
  ahead: number;
  pause: { pausedBy: string; reason: string | null; pausedAt: Date } | undefined;
  /** Those that take its kind, the one heard of last first, and the one that is asked for. */
  workers: WorkerSign[];
}

export const MOST_AHEAD = 1_000;
/** One that is heard of is enough; the lost are kept for a while, and are fewer than jobs. */
const MOST_WORKERS = 20;
const MAY_COME_BACK = ["starting", "running", "draining", "lost"] as const;

/** @param workerId of the worker that has it, as far as BullMQ knows */
export async function standingOf(db: Queryable, { id, kind }: Pick<JobRow, "id" | "kind">, workerId: string | null): Promise<Standing> {
  const [[row], found] = await Promise.all([
    db
      .select({ now: databaseNow, ahead: openBefore(kind, id, MOST_AHEAD), pause: kindPauses })
      .from(sql`(select 1) as always`)
      .leftJoin(kindPauses, eq(kindPauses.kind, kind)),
    workersThatTake(db, kind, workerId),
  ]);
  return { now: row?.now ?? new Date(Number.NaN), ahead: row?.ahead ?? 0, pause: row?.pause ?? undefined, workers: found };
}

const workersThatTake = (db: Queryable, kind: string, workerId: string | null): Promise<WorkerSign[]> => {
  const { id, status, desired, lastHeartbeatAt, heartbeatMs } = workers;
  const takesIt = and(inArray(status, MAY_COME_BACK), sql`${kind} = any(${workers.kinds})`);
  return db
    .select({ id, status, desired, lastHeartbeatAt, heartbeatMs })
    .from(workers)
    .where(workerId === null ? takesIt : or(takesIt, eq(id, workerId)))
    .orderBy(desc(sql`${id} is not distinct from ${workerId}::uuid`), desc(lastHeartbeatAt))
    .limit(MOST_WORKERS);
};
