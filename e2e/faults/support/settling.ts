/** Times of the database's, so that no clock of a process has a say. */
import { until } from "@assent/testkit";
import type { System } from "./system.ts";

export interface Open {
  ids: string[];
  /** When that was, in ms since 1970. */
  atMs: number;
}

/** The jobs that are open now. */
export async function openJobs({ database }: System): Promise<Open> {
  const [row] = await database.client<Open[]>`
    select coalesce(array_agg(id), '{}') as ids, extract(epoch from clock_timestamp())::float8 * 1000 as "atMs" from jobs where status = 'queued'`;
  return row ?? { ids: [], atMs: Number.NaN };
}

/** Longer than any promise allows, also on a machine that is three times slower. */
const GIVE_UP_MS = 40_000;

/** How long those that were open then took from then on, in ms; infinite when some are open still after `withinMs`. */
export async function timeToSettle({ database }: System, { ids, atMs }: Open, withinMs = GIVE_UP_MS): Promise<number> {
  if (ids.length === 0) return 0;
  const lastMs = async () => {
    const [row] = await database.client<{ open: number; lastMs: number }[]>`
      select count(*) filter (where status = 'queued')::int as open, extract(epoch from max(settled_at))::float8 * 1000 as "lastMs"
      from jobs where id = any(${ids}::uuid[])`;
    return row?.open === 0 ? row.lastMs : undefined;
  };
  return until("these jobs settle", () => lastMs().catch(() => undefined), withinMs).then(
    (last) => Math.max(0, last - atMs),
    () => Number.POSITIVE_INFINITY,
  );
}

/** Resolves when no job is open, or the time has passed: what is left then is for the invariants to tell. */
export async function nothingOpen(system: System, withinMs: number): Promise<void> {
  await until("all jobs settle", async () => (await openJobs(system)).ids.length === 0, withinMs).catch(() => {});
}
