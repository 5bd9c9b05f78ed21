import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../../connect.ts";
import { type JobRow, jobs } from "../../schema/index.ts";
import { jobsWithIds } from "./by-id.ts";

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
    .set({ status: "queued", attempts: 0, problem: null, settledAt: null, startedAt: null, deliveryId: null })
    .where(and(eq(jobs.id, id), eq(jobs.status, "failed")))
    .returning();
  return row;
}

export type OverdueJob = Pick<JobRow, "id" | "kind" | "deliveryId">;

/** Open jobs of a kind after a given id, in an order that only the index on kind, status and id has: see `pageOfIds`. */
const openOf = (kind: SQL, after: SQL) => sql`kind = any(array[${kind}]) and status = 'queued' and id > ${after} order by kind, id`;

/**
 * Of each kind the oldest open jobs after a given one, as far as they should have run by now. BullMQ delivers in order, so
 * what it has lost is found here at the latest when it would have been its turn; how many others wait does not matter.
 */
export async function overdueJobs(db: Queryable, after: Record<string, string>, overdueMs: number, limit: number): Promise<OverdueJob[]> {
  const rows = await db.execute<OverdueJob>(sql`
    select oldest.id, oldest.kind, oldest.delivery_id as "deliveryId"
    from jsonb_each_text(${JSON.stringify(after)}::jsonb) as of_kind(name, after), lateral (
      select id, kind, delivery_id, created_at from jobs where ${openOf(sql`of_kind.name`, sql`of_kind.after::uuid`)} limit ${limit}) as oldest
    where oldest.created_at < clock_timestamp() - ${overdueMs} * interval '1 millisecond'`);
  return [...rows];
}

/** How many jobs of its kind were accepted before this one and are open, up to a limit; as a column of a query. */
export const openBefore = (kind: string, id: string, limit: number) => sql<number>`(
  select count(*)::int from (
    select from jobs where kind = any(array[${kind}]) and status = 'queued' and id < ${id} order by kind, id limit ${limit}) as older)`;

/** Those of the jobs that are open still. */
export const onlyOpen = (db: Queryable, ids: string[]): Promise<OverdueJob[]> =>
  db
    .select({ id: jobs.id, kind: jobs.kind, deliveryId: jobs.deliveryId })
    .from(jobs)
    .where(and(jobsWithIds(ids), eq(jobs.status, "queued")))
    .orderBy(jobs.id);

/** Writes which delivery carries each of these jobs from now on. */
export async function assignDeliveries(db: Queryable, assigned: { id: string; deliveryId: string }[]): Promise<void> {
  if (assigned.length === 0) return;
  await db.execute(sql`
    update jobs set delivery_id = assigned."deliveryId"
    from jsonb_to_recordset(${JSON.stringify(assigned)}::jsonb) as assigned(id uuid, "deliveryId" uuid)
    where jobs.id = assigned.id and status = 'queued' and ${jobsWithIds(assigned.map(({ id }) => id))}`);
}

export interface Backlog {
  queued: number;
  /** How long the oldest has waited; 0 when none waits. */
  oldestMs: number;
}

/** How many jobs of each of these kinds are open, up to a limit of each, and how long the oldest has waited. */
export async function backlogByKind(db: Queryable, kinds: string[], limit = 100_000): Promise<Record<string, Backlog>> {
  const open = openOf(sql`of_kind.name`, sql`'00000000-0000-0000-0000-000000000000'::uuid`);
  const rows = await db.execute<{ name: string; queued: number; oldest: number }>(sql`
    select of_kind.name, counted.queued::int as queued,
      coalesce(extract(epoch from clock_timestamp() - oldest.created_at) * 1000, 0)::float8 as oldest
    from unnest(${sql.param(kinds)}::text[]) as of_kind(name),
      lateral (select count(*) as queued from (select from jobs where ${open} limit ${limit}) as open) as counted
      left join lateral (select created_at from jobs where ${open} limit 1) as oldest on true`);
  return Object.fromEntries(rows.map(({ name, queued, oldest }) => [name, { queued, oldestMs: Math.max(0, Math.round(oldest)) }]));
}

/** The same of all these kinds together. */
export async function backlog(db: Queryable, kinds: string[]): Promise<Backlog> {
  const each = Object.values(await backlogByKind(db, kinds));
  return {
    queued: each.reduce((sum, { queued }) => sum + queued, 0),
    oldestMs: Math.max(0, ...each.map(({ oldestMs }) => oldestMs)),
  };
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

/** Makes sure that jobs and audit rows of this month and the next three have partitions. */
export async function ensurePartitions(db: Queryable): Promise<void> {
  await db.execute(sql`select ensure_partitions()`);
}

/** Drops the months of which all jobs are older than this. */
export async function dropJobs(db: Queryable, olderThanMs: number): Promise<void> {
  await db.execute(sql`select drop_jobs_before(clock_timestamp() - ${olderThanMs} * interval '1 millisecond')`);
}

const without = (fields: string[]) => sql`${jobs.payload} - ${sql.param(fields)}::text[]`;
