import { and, eq, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../../connect.ts";
import { type JobRow, jobs } from "../../schema/index.ts";

/** Takes an open job back, unless a worker claims it first; then this waits for the worker and gets nothing. */
export async function cancelJob(tx: Tx, id: string, secretFields: string[]): Promise<JobRow | undefined> {
  const [row] = await tx
    .update(jobs)
    .set({ status: "cancelled", settledAt: sql`clock_timestamp()`, payload: without(secretFields) })
    .where(and(eq(jobs.id, id), eq(jobs.status, "queued")))
    .returning();
  return row;
}

/** Opens a failed job again, with all its attempts before it. */
export async function reopenJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  const [row] = await tx
    .update(jobs)
    .set({ status: "queued", attempts: 0, problem: null, settledAt: null, startedAt: null, dispatchedAt: null })
    .where(and(eq(jobs.id, id), eq(jobs.status, "failed")))
    .returning();
  return row;
}

/**
 * Open jobs of these kinds that should have run by now, and marks them as looked at. `skip locked` passes over those that
 * run at this moment and those that another worker looks at.
 */
export async function takeOverdueJobs(
  db: Queryable,
  kinds: string[],
  overdueMs: number,
  limit: number,
): Promise<Pick<JobRow, "id" | "kind">[]> {
  const rows = await db.execute<{ id: string; kind: string }>(sql`
    update jobs set dispatched_at = clock_timestamp()
    where id in (
      select id from jobs
      where status = 'queued' and kind = any(${sql.param(kinds)}::text[]) and coalesce(dispatched_at, created_at) < clock_timestamp() - ${overdueMs} * interval '1 millisecond'
      order by created_at limit ${limit} for update skip locked)
    returning id, kind`);
  return [...rows];
}

/** How many jobs are open, up to a hundred thousand, and how long the oldest has waited. */
export async function backlog(db: Queryable): Promise<{ queued: number; oldestMs: number }> {
  const [row] = await db.execute<{ queued: number; oldest: number }>(sql`
    select count(*)::int as queued,
      coalesce(extract(epoch from clock_timestamp() - min(created_at)) * 1000, 0)::float8 as oldest
    from (select created_at from jobs where status = 'queued' order by created_at limit 100000) as open`);
  return { queued: row?.queued ?? 0, oldestMs: Math.max(0, Math.round(row?.oldest ?? 0)) };
}

/** Removes the secrets of jobs that failed long ago; such a job can no longer be retried. */
export async function dropOldSecrets(db: Queryable, secretFields: string[], olderThanMs: number): Promise<void> {
  await db
    .update(jobs)
    .set({ payload: without(secretFields) })
    .where(sql`
    ${jobs.status} = 'failed' and ${jobs.settledAt} < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'
    and jsonb_exists_any(${jobs.payload}, ${sql.param(secretFields)}::text[])`);
}

/** Removes the secrets of jobs that failed under these consents: a withdrawn consent covers no retry. */
export async function dropSecretsUnder(tx: Tx, consentIds: string[], secretFields: string[]): Promise<void> {
  await tx
    .update(jobs)
    .set({ payload: without(secretFields) })
    .where(sql`
    ${jobs.status} = 'failed' and ${jobs.payload} ->> 'consent_id' = any(${sql.param(consentIds)}::text[])`);
}

/** @returns how many settled jobs were old enough to go. */
export async function pruneJobs(db: Queryable, olderThanMs: number, limit: number): Promise<number> {
  const gone = await db.execute(sql`
    delete from jobs where id in (
      select id from jobs where status <> 'queued' and settled_at < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'
      limit ${limit} for update skip locked)`);
  return gone.count;
}

const without = (fields: string[]) => sql`${jobs.payload} - ${sql.param(fields)}::text[]`;
