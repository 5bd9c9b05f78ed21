import { firstIdAfter, firstIdAt, type JobFilter } from "@assent/domain";
import { and, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../../connect.ts";
import { jobs } from "../../schema/index.ts";
import { type IndexColumns, newestIds, type Page, pageOfIds, rowsOf } from "../keyset.ts";

/** What an index of its own finds. */
export type ListFilter = Pick<JobFilter, "kind" | "status" | "userId">;

export function pageOfJobs({ kind, status, userId }: ListFilter, page: Page): SQL {
  const ofKind: IndexColumns = [
    [jobs.kind, kind],
    [jobs.status, status],
  ];
  if (userId !== undefined) return pageOfIds(jobs, [[jobs.userId, userId], ...ofKind], page);
  return kind === undefined && status === undefined ? newestIds(jobs, page) : pageOfIds(jobs, ofKind, page);
}

export interface Found {
  /** Newest first. */
  ids: string[];
  /** Where to go on looking for older ones; undefined when there are none. */
  next: string | undefined;
}

/** So many jobs are looked at for one answer, however rare those are that match. */
const MOST_LOOKED_AT = 5_000;

/**
 * Jobs that match a filter. A request's jobs are found through its id; of a principal's there is no index, so of those that
 * match otherwise the newest are looked through: there may then be fewer than `limit`, or none, and still a `next`.
 */
export async function searchJobs(db: Queryable, filter: JobFilter, { limit, before }: Page): Promise<Found> {
  const { principal, requestId } = filter;
  const judged = principal !== undefined || requestId !== undefined;
  const page = within(filter, { limit: judged ? Math.max(limit, MOST_LOOKED_AT) : limit, before });
  const [row] = await db.execute<{ ids: string[]; looks: number; last: string | null; reached: string | null }>(sql`
    with candidates as materialized (${candidates(filter, page)}),
    matching as materialized (
      select jobs.id from ${rowsOf(jobs, sql`select page_id from candidates order by page_id desc`)}
      where ${and(equal("principal", principal), kindred(filter)) ?? sql`true`} order by jobs.id desc limit ${limit})
    select to_jsonb(array(select id from matching order by id desc)) as ids, (select count(*)::int from candidates) as looks,
      (select id from matching order by id limit 1) as last, (select page_id from candidates order by page_id limit 1) as reached`);
  const { ids = [], last = null, reached = null } = row ?? {};
  if (ids.length === limit) return { ids, next: last ?? undefined };
  return { ids, next: row?.looks === page.limit ? (reached ?? undefined) : undefined };
}

/** The part of a page that lies in the filter's span of time. */
const within = ({ since, until }: JobFilter, { limit, before }: Page): Page => ({
  limit,
  before: least(before, until === undefined ? undefined : firstIdAfter(until)),
  from: since === undefined ? undefined : firstIdAt(since),
});

const candidates = (filter: JobFilter, page: Page) =>
  filter.requestId === undefined ? pageOfJobs(filter, page) : pageOfIds(jobs, [[jobs.requestId, filter.requestId]], page);

/** Of a request's jobs, found through another index, what else is asked for. */
const kindred = ({ requestId, kind, status, userId }: JobFilter) =>
  requestId === undefined ? undefined : and(equal("kind", kind), equal("status", status), equal("user_id", userId));

const equal = (column: string, wanted: string | undefined) =>
  wanted === undefined ? undefined : sql`jobs.${sql.identifier(column)} = ${wanted}`;

const least = (one: string | undefined, other: string | undefined) => (one && other ? (one < other ? one : other) : (one ?? other));

export interface Count {
  count: number;
  /** False when there may be more: no more were looked at. */
  isComplete: boolean;
}

/** How many jobs match among the newest that an index finds, of which so many are looked at. */
export async function countJobs(db: Queryable, filter: JobFilter, kinds: string[], most: number): Promise<Count> {
  const [row] = await db.execute<{ count: number; looks: number }>(sql`
    with candidates as materialized (${candidates(filter, within(filter, { limit: most }))})
    select count(*) filter (where ${and(
      sql`jobs.kind = any(${sql.param(kinds)}::text[])`,
      equal("principal", filter.principal),
      kindred(filter),
    )})::int as count, count(*)::int as looks
    from ${rowsOf(jobs, sql`select page_id from candidates`)}`);
  const { count = 0, looks = 0 } = row ?? {};
  return { count, isComplete: looks < most };
}
