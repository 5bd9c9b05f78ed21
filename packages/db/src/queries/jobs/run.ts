import type { Problem } from "@assent/domain";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../../connect.ts";
import { type JobRow, jobs } from "../../schema/index.ts";

/** The channel on which settled and re-attempted jobs are announced: comma-separated job ids. */
export const JOBS_CHANNEL = "assent_jobs";
const IDS_PER_NOTIFY = 200;

/**
 * Claims those of the jobs that are of this kind and still open, for the rest of the transaction. This is the fence: whoever comes
 * second (a duplicate delivery, a redelivery, a worker that was frozen) waits for the first and then gets nothing.
 * Rows are locked in the order of their ids, so two batches cannot deadlock.
 */
export async function claimJobs(tx: Tx, kind: string, ids: string[], workerId: string | null): Promise<JobRow[]> {
  const open = tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(anyOf(ids), eq(jobs.kind, kind), eq(jobs.status, "queued")))
    .orderBy(asc(jobs.id))
    .for("update");
  return tx.update(jobs).set({ startedAt: sql`clock_timestamp()`, workerId }).where(inArray(jobs.id, open)).returning();
}

export interface Settlement {
  id: string;
  status: "completed" | "refused" | "failed";
  result: Record<string, unknown> | null;
  problem: Problem | null;
}

/** Writes the outcomes of claimed jobs and removes from their payloads what must not outlive them. */
export async function settleJobs(tx: Tx, settlements: Settlement[], secretFields: string[]): Promise<void> {
  await tx.execute(sql`
    update jobs set status = s.status, result = s.result, problem = s.problem, settled_at = clock_timestamp(),
      payload = payload - ${sql.param(secretFields)}::text[]
    from jsonb_to_recordset(${JSON.stringify(settlements)}::jsonb) as s(id uuid, status job_status, result jsonb, problem jsonb)
    where jobs.id = s.id`);
}

/** Tells whoever waits for these jobs. One NOTIFY a batch: one in every transaction would halve throughput. */
export async function announceJobs(db: Queryable, ids: string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += IDS_PER_NOTIFY) {
    await db.execute(sql`select pg_notify(${JOBS_CHANNEL}, ${ids.slice(i, i + IDS_PER_NOTIFY).join(",")})`);
  }
}

/** Counts an attempt of an open job, or takes one back. @returns the attempts so far; undefined if the job is settled by now. */
export async function countAttempt(db: Queryable, id: string, by: -1 | 0 | 1 = 1): Promise<number | undefined> {
  const [row] = await db
    .update(jobs)
    .set({ attempts: sql`${jobs.attempts} + ${by}` })
    .where(and(eq(jobs.id, id), eq(jobs.status, "queued")))
    .returning({ attempts: jobs.attempts });
  return row?.attempts;
}

/** Fails an open job for good. Its payload stays whole, so that an operator can retry it. */
export async function failJob(tx: Tx, id: string, problem: Problem, workerId: string | null): Promise<JobRow | undefined> {
  const [row] = await tx
    .update(jobs)
    .set({ status: "failed", problem, workerId, settledAt: sql`clock_timestamp()` })
    .where(and(eq(jobs.id, id), eq(jobs.status, "queued")))
    .returning();
  return row;
}

const anyOf = (ids: string[]) => sql`${jobs.id} = any(${sql.param(ids)}::uuid[])`;
