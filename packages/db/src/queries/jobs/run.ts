import type { Problem } from "@assent/domain";
import { and, eq, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../../connect.ts";
import { type JobRow, jobs } from "../../schema/index.ts";
import { epochMs, msOf } from "../clock.ts";
import { jobsWithIds } from "./by-id.ts";

/** The channel on which settled and re-attempted jobs are announced: comma-separated job ids. */
export const JOBS_CHANNEL = "assent_jobs";
const IDS_PER_NOTIFY = 200;

/** A claimed job, without its secrets: those never leave PostgreSQL. */
export interface ClaimedRow extends Pick<JobRow, "id" | "principal" | "userId" | "requestId" | "traceparent"> {
  payload: Record<string, unknown>;
  /** When it was accepted, in milliseconds since 1970. */
  createdMs: number;
}

/**
 * Claims those of the jobs that are of this kind and still open, for the rest of the transaction. This is the fence: whoever comes
 * second (a duplicate delivery, a redelivery, a worker that was frozen) waits for the first and then gets nothing.
 * Rows are locked in the order of their ids, so two batches cannot deadlock. They are found by their ids alone and judged
 * afterwards: with a condition on the kind or the status beside it, PostgreSQL may read the whole backlog for each batch.
 *
 * @returns the claimed rows, and PostgreSQL's time once they were locked.
 */
export async function claimJobs(tx: Tx, kind: string, ids: string[], secretFields: string[]): Promise<{ rows: ClaimedRow[]; now: Date }> {
  const rows = await tx.execute<ClaimedRow & { ms: number; [column: string]: unknown }>(sql`
    with locked as (
      select id, kind, status, payload - ${sql.param(secretFields)}::text[] as payload, principal, user_id, request_id, traceparent, created_at
      from jobs where ${jobsWithIds(ids)} order by id for no key update)
    select id, payload, principal, user_id as "userId", request_id as "requestId", traceparent,
      ${msOf(sql`created_at`)} as "createdMs", ${epochMs} as ms
    from locked where kind = ${kind} and status = 'queued'`);
  return { rows, now: new Date(Math.max(0, ...rows.map(({ ms }) => ms))) };
}

export interface Settlement {
  id: string;
  status: "completed" | "refused" | "failed";
  result: Record<string, unknown> | null;
  problem: Problem | null;
}

/** Who ran a batch, and since when. */
export interface Run {
  workerId: string | null;
  startedAt: Date;
}

/**
 * Writes the outcomes of claimed jobs and removes from their payloads what must not outlive them. The ids stand in the
 * statement twice: a plan from a time when the table was small may begin at either side, and neither may read more than the batch.
 */
export async function settleJobs(tx: Tx, settlements: Settlement[], secretFields: string[], { workerId, startedAt }: Run): Promise<void> {
  const ids = settlements.map(({ id }) => id);
  await tx.execute(sql`
    update jobs set status = s.status, result = s.result, problem = s.problem, settled_at = clock_timestamp(),
      started_at = ${startedAt.toISOString()}::timestamptz, worker_id = ${workerId}::uuid, payload = payload - ${sql.param(secretFields)}::text[]
    from jsonb_to_recordset(${JSON.stringify(settlements)}::jsonb) as s(id uuid, status job_status, result jsonb, problem jsonb)
    where jobs.id = s.id and ${jobsWithIds(ids)}`);
}

/** Tells whoever waits for these jobs. One statement a batch: a NOTIFY in every transaction would halve throughput. */
export async function announceJobs(db: Queryable, ids: string[]): Promise<void> {
  const messages: string[] = [];
  for (let i = 0; i < ids.length; i += IDS_PER_NOTIFY) messages.push(ids.slice(i, i + IDS_PER_NOTIFY).join(","));
  await db.execute(sql`select pg_notify(${JOBS_CHANNEL}, message) from unnest(${sql.param(messages)}::text[]) as message`);
}

/** An attempt, and where its job comes from. */
export interface CountedAttempt extends Pick<JobRow, "requestId" | "traceparent"> {
  /** So far. */
  attempts: number;
}

/**
 * Counts an attempt of an open job, or takes one back. Does not wait for the disk: should PostgreSQL itself crash, the job has one
 * attempt more. @returns undefined if the job is settled by now.
 */
export async function countAttempt(db: Queryable, id: string, by: -1 | 0 | 1 = 1): Promise<CountedAttempt | undefined> {
  const [row] = await db.execute<CountedAttempt & { [column: string]: unknown }>(sql`
    with relaxed as (select set_config('synchronous_commit', 'off', true))
    update jobs set attempts = attempts + ${by} from relaxed where id = ${id} and status = 'queued'
    returning attempts, request_id as "requestId", traceparent`);
  return row;
}

/** Those of the jobs that are still open, those with the fewest attempts first. */
export async function openByAttempts(db: Queryable, ids: string[]): Promise<string[]> {
  const rows = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(jobsWithIds(ids), eq(jobs.status, "queued")))
    .orderBy(jobs.attempts, jobs.id);
  return rows.map(({ id }) => id);
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
