import { sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { sportsbookSessions } from "../schema/index.ts";

/** PostgreSQL's time as a column of a query. */
export const databaseNow = sql<Date>`clock_timestamp()`.mapWith(sportsbookSessions.createdAt);

/** The same in milliseconds, for queries whose rows are not mapped. */
export const epochMs = sql<number>`extract(epoch from clock_timestamp())::float8 * 1000`;

/** PostgreSQL's time, the only one on which a decision may hang. */
export async function databaseTime(db: Queryable): Promise<Date> {
  const [row] = await db.execute<{ ms: number }>(sql`select ${epochMs} as ms`);
  return new Date(row?.ms ?? Number.NaN);
}
