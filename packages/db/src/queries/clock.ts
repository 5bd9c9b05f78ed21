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

/** A UUIDv7 of PostgreSQL's time, for a row that is made inside a statement; `uuidv7()` exists from PostgreSQL 18 on. */
export const databaseId = sql`(lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(gen_random_uuid()::text, 16))::uuid`;
