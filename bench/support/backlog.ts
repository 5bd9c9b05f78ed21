/** Jobs that were accepted while no worker ran, and what became of them. */
import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import { addConsents, CONSENTS, sessionBody } from "./consents.ts";
import { post } from "./load.ts";
import type { Say } from "./measurement.ts";
import type { System } from "./system.ts";

const CONNECTIONS = 64;
const IN_ONE_GO = 20_000;

/** Accepts jobs through the public API, which is stopped afterwards. */
export async function buildBacklog(system: System, count: number, say: Say): Promise<void> {
  const bodies = (await addConsents(system.sql, CONSENTS)).map((consent) => sessionBody(consent));
  const api = await system.startApi();
  for (let done = 0; done < count; done += IN_ONE_GO) {
    const amount = Math.min(IN_ONE_GO, count - done);
    const load = { url: api.url, path: "/api/v1/sessions", bodies, amount, connections: CONNECTIONS, headers: { prefer: "respond-async" } };
    await post({ ...load, onAnswered: (answered) => answered % 1_000 === 0 && say(`backlog: ${done + answered} of ${count} accepted`) });
  }
  await api.stop();
}

const SHORTEST_LOOK_MS = 50;
const LONGEST_LOOK_MS = 5_000;

/** Counting costs what it counts, so it looks the more seldom the more there is left. */
export async function untilDone(count: () => Promise<number>, total: number, tell: (done: number) => void): Promise<void> {
  const began = performance.now();
  for (;;) {
    const done = await count();
    tell(done);
    if (done >= total) return;
    const perMs = done / (performance.now() - began);
    const half = perMs > 0 ? (total - done) / perMs / 2 : SHORTEST_LOOK_MS;
    await delay(Math.min(Math.max(half, SHORTEST_LOOK_MS), LONGEST_LOOK_MS));
  }
}

/** Whose tables: ours, or those of a peer. */
type Schema = "public" | "peers";

export const settledJobs = async (sql: postgres.Sql, schema: Schema = "public"): Promise<number> => {
  const [row] = await sql<{ n: number }[]>`select count(settled_at)::int as n from ${sql(schema)}.jobs`;
  return row?.n ?? 0;
};

/** @returns jobs a second from the first that settled to the last. @throws Error unless each has one session and one audit row. */
export async function rateOfSettled(sql: postgres.Sql, expected: number, schema: Schema = "public"): Promise<number> {
  const tables = sql(schema);
  const [row] = await sql<{ completed: number; sessions: number; audits: number; audited: number; seconds: number }[]>`
    select count(*) filter (where status = 'completed')::int as completed,
      (select count(*)::int from ${tables}.sportsbook_sessions) as sessions,
      (select count(*)::int from ${tables}.audit_logs where action = 'session.created') as audits,
      (select count(distinct job_id)::int from ${tables}.audit_logs where action = 'session.created') as audited,
      extract(epoch from max(settled_at) - min(settled_at))::float8 as seconds
    from ${tables}.jobs where kind = 'session.create'`;
  const { seconds = 0, ...counts } = row ?? {};
  if (Object.values(counts).some((count) => count !== expected)) throw new Error(`of ${expected} jobs: ${JSON.stringify(counts)}`);
  return (expected - 1) / seconds;
}
