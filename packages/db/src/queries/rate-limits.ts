import { lt, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { rateLimits } from "../schema/index.ts";

/** What is used of a limit whose window begins with the first use and lasts `windowMs`. Negative points are given back. */
export interface LimitUse {
  key: string;
  points: number;
  windowMs: number;
}

export interface LimitUsed {
  /** In this window, by all processes, with what was just added. */
  used: number;
  /** Until the window is over. */
  endsInMs: number;
}

/** Adds to many limits at once, in the order of their keys, so that two processes that do so cannot deadlock. @param uses of different keys */
export async function useLimits(db: Queryable, uses: LimitUse[]): Promise<LimitUsed[]> {
  const rows = await db.execute<{ key: string; used: number; endsInMs: number }>(sql`
    insert into rate_limits as known (key, used, ends_at)
    select key, points, statement_timestamp() + "windowMs" * interval '1 millisecond'
    from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as new(key text, points int, "windowMs" int) order by key
    on conflict (key) do update set
      used = case when known.ends_at > statement_timestamp() then known.used + excluded.used else excluded.used end,
      ends_at = case when known.ends_at > statement_timestamp() then known.ends_at else excluded.ends_at end
    returning key, used, greatest(1.0, extract(epoch from ends_at - statement_timestamp()) * 1000)::float8 as "endsInMs"`);
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return uses.map(({ key }) => byKey.get(key) ?? { used: 0, endsInMs: 0 });
}

export async function forgetLimits(db: Queryable): Promise<void> {
  await db.delete(rateLimits).where(lt(rateLimits.endsAt, sql`clock_timestamp()`));
}
