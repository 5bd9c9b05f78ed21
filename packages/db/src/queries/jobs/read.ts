import type { JobStatus } from "@assent/domain";
import { desc, getTableColumns } from "drizzle-orm";
import type { Queryable } from "../../connect.ts";
import { type JobRow, jobs } from "../../schema/index.ts";
import { type IndexColumns, newestIds, type Page, pageOfIds, rowsOf } from "../keyset.ts";
import { selected } from "../selected.ts";
import { jobsWithIds } from "./by-id.ts";

export interface JobFilters {
  kind?: string | undefined;
  status?: JobStatus | undefined;
  userId?: string | undefined;
}

export const findJobs = (db: Queryable, ids: string[]): Promise<JobRow[]> => db.select().from(jobs).where(jobsWithIds(ids));

export async function findJob(db: Queryable, id: string): Promise<JobRow | undefined> {
  const [row] = await findJobs(db, [id]);
  return row;
}

/** What an answer to a caller needs of a job. */
export type JobOutcome = Pick<JobRow, "id" | "kind" | "status" | "result" | "problem">;

/** What has become of these jobs. */
export const readOutcomes = (db: Queryable, ids: string[]): Promise<JobOutcome[]> =>
  db
    .select({ id: jobs.id, kind: jobs.kind, status: jobs.status, result: jobs.result, problem: jobs.problem })
    .from(jobs)
    .where(jobsWithIds(ids));

export const listJobs = (db: Queryable, filters: JobFilters, page: Page): Promise<JobRow[]> =>
  db
    .select(selected(getTableColumns(jobs)))
    .from(rowsOf(jobs, idsOf(filters, page)))
    .orderBy(desc(jobs.id));

function idsOf({ kind, status, userId }: JobFilters, page: Page) {
  const ofKind: IndexColumns = [
    [jobs.kind, kind],
    [jobs.status, status],
  ];
  if (userId !== undefined) return pageOfIds(jobs, [[jobs.userId, userId], ...ofKind], page);
  return kind === undefined && status === undefined ? newestIds(jobs, page) : pageOfIds(jobs, ofKind, page);
}
