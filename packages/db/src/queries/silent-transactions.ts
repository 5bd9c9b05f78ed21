import { sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { IDLE_IN_TRANSACTION_TIMEOUT_MS } from "../settings.ts";

/**
 * Ends the transactions of our processes that fell silent in the middle of a statement: it was announced and described, and never
 * sent. PostgreSQL has no limit for that state, which is not idle and not executing, and the locks would be held for ever.
 *
 * @returns whose they were: the process's name, and where it connects from
 */
export async function endSilentTransactions(db: Queryable): Promise<string[]> {
  const ended = await db.execute<{ whose: string }>(sql`
    select concat_ws(' ', application_name, host(client_addr), client_port) as whose, pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and usename = current_user and application_name like 'assent-%'
      and state = 'active' and wait_event = 'ClientRead' and xact_start is not null
      and state_change < clock_timestamp() - ${IDLE_IN_TRANSACTION_TIMEOUT_MS} * interval '1 millisecond'`);
  return ended.map(({ whose }) => whose);
}
