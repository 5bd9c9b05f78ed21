import { sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";

/**
 * Ends the transactions of our processes that fell silent in the middle of a statement: it was announced and described, and never
 * sent. PostgreSQL has no limit for that state, which is not idle and not executing, and the locks would be held for ever.
 *
 * @returns whose they were: the process's name, and where it connects from
 */
export async function endSilentTransactions(db: Queryable): Promise<string[]> {
  const ended = await db.execute<{ whose: string }>(sql`select whose from end_silent_transactions() as whose`);
  return ended.map(({ whose }) => whose);
}
