import type { JobStatus } from "@assent/domain";
import { desc, eq } from "drizzle-orm";
import type { Queryable } from "../../connect.ts";
import { type JobRow, jobs } from "../../schema/index.ts";
import { anyOf } from "../any-of.ts";
import { type Page, pageOf } from "../keyset.ts";

export interface JobFilters {
  kind?: string | undefined;
  status?: JobStatus | undefined;
  userId?: string | undefined;
}

export const findJobs = (db: Queryable, ids: string[]): Promise<JobRow[]> => db.select().from(jobs).where(anyOf(jobs.id, ids));

export async function findJob(db: Queryable, id: string): Promise<JobRow | undefined> {
  const [row] = await findJobs(db, [id]);
  return row;
}

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
