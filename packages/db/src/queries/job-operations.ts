import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { type JobOperationRow, type JobRow, jobOperations, jobs } from "../schema/index.ts";
import { anyOf } from "./any-of.ts";
import { jobsWithIds } from "./jobs/by-id.ts";
import type { Page } from "./keyset.ts";

export type NewJobOperation = Pick<
  JobOperationRow,
  "id" | "action" | "filter" | "principal" | "reason" | "requestId" | "matched" | "countedAll"
>;

export async function insertOperation(tx: Tx, operation: NewJobOperation): Promise<JobOperationRow> {
  const [row] = await tx.insert(jobOperations).values(operation).returning();
  return row as JobOperationRow;
}

export async function findOperation(db: Queryable, id: string): Promise<JobOperationRow | undefined> {
  const [row] = await db.select().from(jobOperations).where(eq(jobOperations.id, id));
  return row;
}

export const listOperations = (db: Queryable, { limit, before }: Page): Promise<JobOperationRow[]> =>
  db
    .select()
    .from(jobOperations)
    .where(before === undefined ? undefined : lt(jobOperations.id, before))
    .orderBy(desc(jobOperations.id))
    .limit(limit);

/** One that does the same, if up to another time, and is not done. Until the transaction ends, nobody else can begin one. */
export async function runningTwin(tx: Tx, { action, filter }: Pick<JobOperationRow, "action" | "filter">): Promise<string | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('job_operations'))`);
  const same = sql`${jobOperations.filter} - 'until' = ${JSON.stringify(filter)}::jsonb - 'until'`;
  const [row] = await tx
    .select({ id: jobOperations.id })
    .from(jobOperations)
    .where(and(eq(jobOperations.status, "running"), eq(jobOperations.action, action), same))
    .limit(1);
  return row?.id;
}

/** The oldest that is not done and that no other worker has in hand, for the rest of the transaction. */
export async function takeOperation(tx: Tx): Promise<JobOperationRow | undefined> {
  const [row] = await tx
    .select()
    .from(jobOperations)
    .where(eq(jobOperations.status, "running"))
    .orderBy(asc(jobOperations.id))
    .limit(1)
    .for("update", { skipLocked: true });
  return row;
}

export type Progress = Partial<Pick<JobOperationRow, "done" | "skipped" | "reached">>;

export async function recordProgress(tx: Tx, id: string, progress: Progress): Promise<void> {
  await tx.update(jobOperations).set(progress).where(eq(jobOperations.id, id));
}

/** @returns undefined when it has ended already */
export async function endOperation(tx: Tx, id: string, status: "completed" | "cancelled"): Promise<JobOperationRow | undefined> {
  const [row] = await tx
    .update(jobOperations)
    .set({ status, endedAt: sql`clock_timestamp()` })
    .where(and(eq(jobOperations.id, id), eq(jobOperations.status, "running")))
    .returning();
  return row;
}

/** Of a job that was operated on: what its audit row and its next delivery need. */
export type OperatedJob = Pick<JobRow, "id" | "kind" | "userId" | "deliveryId">;
const operated = { id: jobs.id, kind: jobs.kind, userId: jobs.userId, deliveryId: jobs.deliveryId };

/** Those of the jobs, still in this status, that nobody holds at this moment: they are not waited for. */
const free = (tx: Tx, ids: string[], status: "queued" | "failed") =>
  tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(jobsWithIds(ids), eq(jobs.status, status)))
    .for("update", { skipLocked: true });

/** Takes those of these kinds back that wait. */
export async function cancelJobs(tx: Tx, ids: string[], kinds: string[], secretFields: string[]): Promise<OperatedJob[]> {
  const waiting = (await free(tx, ids, "queued")).map(({ id }) => id);
  return tx
    .update(jobs)
    .set({ status: "cancelled", settledAt: sql`clock_timestamp()`, payload: sql`${jobs.payload} - ${sql.param(secretFields)}::text[]` })
    .where(and(jobsWithIds(waiting), eq(jobs.status, "queued"), anyOf(jobs.kind, kinds, "text")))
    .returning(operated);
}

/**
 * Opens failed jobs again, as far as their kind is known and they still have their secrets.
 *
 * @param secretsOf by kind: the fields without which a job of it cannot run
 */
export async function reopenJobs(tx: Tx, ids: string[], secretsOf: Record<string, string[]>): Promise<OperatedJob[]> {
  const failed = (await free(tx, ids, "failed")).map(({ id }) => id);
  const secrets = sql`array(select jsonb_array_elements_text(${JSON.stringify(secretsOf)}::jsonb -> ${jobs.kind}))`;
  const known = anyOf(jobs.kind, Object.keys(secretsOf), "text");
  return tx
    .update(jobs)
    .set({ status: "queued", attempts: 0, problem: null, settledAt: null, startedAt: null, deliveryId: null })
    .where(and(jobsWithIds(failed), eq(jobs.status, "failed"), known, sql`jsonb_exists_all(${jobs.payload}, ${secrets})`))
    .returning(operated);
}

/** Forgets operations that ended longer ago. */
export async function pruneOperations(db: Queryable, olderThanMs: number): Promise<void> {
  await db.delete(jobOperations).where(sql`${jobOperations.endedAt} < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'`);
}
