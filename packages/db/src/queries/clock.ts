import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { sportsbookSessions } from "../schema/index.ts";

/** PostgreSQL's time as a column of a query. */
export const databaseNow = sql<Date>`clock_timestamp()`.mapWith(sportsbookSessions.createdAt);

/** A time in milliseconds since 1970, for queries whose rows are not mapped. */
export const msOf = (time: SQL) => sql<number>`extract(epoch from ${time})::float8 * 1000`;

/** PostgreSQL's, in the same way. */
export const epochMs = msOf(sql`clock_timestamp()`);

/** PostgreSQL's time, the only one on which a decision may hang. */
export async function databaseTime(db: Queryable): Promise<Date> {
  const [row] = await db.execute<{ ms: number }>(sql`select ${epochMs} as ms`);
  return new Date(row?.ms ?? Number.NaN);
}
