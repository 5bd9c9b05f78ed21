import { desc, getTableColumns, sql } from "drizzle-orm";
import type { Queryable } from "../../connect.ts";
import { type JobRow, jobs } from "../../schema/index.ts";
import { type Page, rowsOf } from "../keyset.ts";
import { selected } from "../selected.ts";
import { jobsWithIds } from "./by-id.ts";
import { type ListFilter, pageOfJobs } from "./search.ts";

export const findJobs = (db: Queryable, ids: string[]): Promise<JobRow[]> => db.select().from(jobs).where(jobsWithIds(ids));

export async function findJob(db: Queryable, id: string): Promise<JobRow | undefined> {
  const [row] = await findJobs(db, [id]);
  return row;
}

/** Those of the ids that no job has. */
export async function missingJobs(db: Queryable, ids: string[]): Promise<string[]> {
  const found = await db.select({ id: jobs.id }).from(jobs).where(jobsWithIds(ids));
  const there = new Set(found.map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}

/** What an answer to a caller needs of a job. */
export type JobOutcome = Pick<JobRow, "id" | "kind" | "status" | "result" | "problem">;

/** What has become of these jobs. */
export const readOutcomes = (db: Queryable, ids: string[]): Promise<JobOutcome[]> =>
  db
    .select({ id: jobs.id, kind: jobs.kind, status: jobs.status, result: jobs.result, problem: jobs.problem })
    .from(jobs)
    .where(jobsWithIds(ids));

/** How many jobs of a user are open, counted up to a limit: reads no more of them, however many there are. */
export async function countOpenJobs(db: Queryable, userId: string, limit: number): Promise<number> {
  const [row] = await db.execute<{ open: number }>(
    sql`select count(*)::int as open from (${pageOfJobs({ userId, status: "queued" }, { limit })}) as open`,
  );
  return row?.open ?? 0;
}

export const listJobs = (db: Queryable, filters: ListFilter, page: Page): Promise<JobRow[]> =>
  db
    .select(selected(getTableColumns(jobs)))
    .from(rowsOf(jobs, pageOfJobs(filters, page)))
    .orderBy(desc(jobs.id));
