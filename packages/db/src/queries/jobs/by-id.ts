import { type SQL, sql } from "drizzle-orm";
import { jobs } from "../../schema/index.ts";
import { anyOf } from "../any-of.ts";

const NO_ID = "00000000-0000-0000-0000-000000000000";

/**
 * The jobs with these ids. That they lie between the first and the last says nothing new, but PostgreSQL leaves out
 * partitions by a range only: whatever is in an array, a prepared statement looks for it in every month.
 */
export function jobsWithIds(ids: string[]): SQL {
  const [first, last] = ids.reduce(
    ([least, most], id) => [id < least ? id : least, id > most ? id : most],
    [ids[0] ?? NO_ID, ids[0] ?? NO_ID],
  );
  return sql`${anyOf(jobs.id, ids)} and ${jobs.id} between ${first}::uuid and ${last}::uuid`;
}
