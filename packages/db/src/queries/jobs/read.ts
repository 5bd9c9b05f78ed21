import type { JobStatus } from "@assent/domain";
import { desc, eq } from "drizzle-orm";
import type { Queryable } from "../../connect.ts";
import { type JobRow, jobs } from "../../schema/index.ts";
import { type Page, pageOf } from "../keyset.ts";
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

export const listJobs = (db: Queryable, { kind, status, userId }: JobFilters, page: Page): Promise<JobRow[]> =>
  db
    .select()
    .from(jobs)
    .where(
      pageOf(jobs.id, page, [
        kind === undefined ? undefined : eq(jobs.kind, kind),
        status === undefined ? undefined : eq(jobs.status, status),
        userId === undefined ? undefined : eq(jobs.userId, userId),
      ]),
    )
    .orderBy(desc(jobs.id))
    .limit(page.limit);
