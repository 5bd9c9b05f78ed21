/** Jobs that were accepted while no worker ran, and what became of them. */
import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import { addConsents, CONSENTS, sessionBody } from "./consents.ts";
import { type Cpu, perItem, spent } from "./cpu.ts";
import { post } from "./load.ts";
import type { Say } from "./measurement.ts";
import type { System } from "./system.ts";

const CONNECTIONS = 64;
const WARM_UP = 2_000;
const IN_ONE_GO = 20_000;

export interface Backlog {
  count: number;
  /** Every id of it is greater: ids are UUIDv7. */
  after: string;
  /** Accepted requests a second. */
  perSecond: number;
  cpuUs: Cpu;
}

/** Accepts jobs through the public API, which is stopped afterwards. @param warmUp how many of them are not measured */
export async function buildBacklog(
  system: System,
  count: number,
  say: Say,
  warmUp = Math.min(WARM_UP, Math.floor(count / 2)),
): Promise<Backlog> {
  const after = leastIdOfNow();
  const bodies = (await addConsents(system.sql, CONSENTS)).map((consent) => sessionBody(consent));
  const api = await system.startApi();
  const load = { url: api.url, path: "/api/v1/sessions", bodies, connections: CONNECTIONS, headers: { prefer: "respond-async" } };
  await post({ ...load, amount: warmUp });
  const before = await system.meter.read({ api: [api] });
  let seconds = 0;
  for (let done = warmUp; done < count; done += IN_ONE_GO) {
    const amount = Math.min(IN_ONE_GO, count - done);
    const tell = (answered: number) => answered % 1_000 === 0 && say(`backlog: ${done + answered} of ${count} accepted`);
    seconds += amount / (await post({ ...load, amount, onAnswered: tell })).perSecond;
  }
  const cpuUs = perItem(spent(before, await system.meter.read({ api: [api] })), count - warmUp);
  await api.stop();
  return { count, after, perSecond: (count - warmUp) / seconds, cpuUs };
}

const leastIdOfNow = () => `${Date.now().toString(16).padStart(12, "0")}`.replace(/^(.{8})(.{4})$/, "$1-$2-7000-8000-000000000000");

/**
 * Starts workers as they come, and waits until they have done all of it. Sealing is behind by up to a second, when CPU is first read as
 * when it is last.
 *
 * @param warmUp how many are done before CPU is measured
 */
export async function processBacklog(system: System, { count, after }: Backlog, workerCount: number, say: Say, warmUp = 0) {
  const { sql, meter } = system;
  const before = await meter.read();
  const workers = await Promise.all(Array.from({ length: workerCount }, () => system.startWorker()));
  const until = (total: number) =>
    untilDone(
      () => settledJobs(sql, after),
      total,
      (done) => say(`backlog: ${done} of ${count} done`),
    );
  /** What a worker spends to start is another scenario's subject. */
  let [from, done] = [{ ...(await meter.read({ worker: workers })), ...before }, 0];
  if (warmUp > 0) {
    await until(warmUp);
    done = await settledJobs(sql, after);
    from = await meter.read({ worker: workers });
    if (done === count) throw new Error(`all ${count} jobs were done before CPU was measured: a larger --backlog is needed`);
  }
  await until(count);
  const cpuUs = perItem(spent(from, await meter.read({ worker: workers })), count - done);
  const perSecond = await rateOfSettled(sql, count, after);
  await Promise.all(workers.map((worker) => worker.stop()));
  return { perSecond, cpuUs };
}

const SHORTEST_LOOK_MS = 50;
const LONGEST_LOOK_MS = 5_000;

/** Counting costs what it counts, so it looks the more seldom the more there is left; but not much later than the last time, for work begins slowly. */
export async function untilDone(count: () => Promise<number>, total: number, tell: (done: number) => void): Promise<void> {
  const began = performance.now();
  let pauseMs = SHORTEST_LOOK_MS;
  for (;;) {
    const done = await count();
    tell(done);
    if (done >= total) return;
    const perMs = done / (performance.now() - began);
    const half = perMs > 0 ? (total - done) / perMs / 2 : SHORTEST_LOOK_MS;
    pauseMs = Math.max(SHORTEST_LOOK_MS, Math.min(half, 2 * pauseMs, LONGEST_LOOK_MS));
    await delay(pauseMs);
  }
}

/** Whose tables: ours, or those of a peer. */
type Schema = "public" | "peers";
const LEAST_ID = "00000000-0000-0000-0000-000000000000";

export async function settledJobs(sql: postgres.Sql, after = LEAST_ID, schema: Schema = "public"): Promise<number> {
  const [row] = await sql<{ n: number }[]>`select count(settled_at)::int as n from ${sql(schema)}.jobs where id > ${after}`;
  return row?.n ?? 0;
}

/** @returns jobs a second from the first that settled to the last. @throws Error unless each has one session and one audit row. */
export async function rateOfSettled(sql: postgres.Sql, expected: number, after = LEAST_ID, schema: Schema = "public"): Promise<number> {
  const tables = sql(schema);
  const [row] = await sql<{ completed: number; sessions: number; audits: number; audited: number; seconds: number }[]>`
    select count(*) filter (where status = 'completed')::int as completed,
      (select count(*)::int from ${tables}.sportsbook_sessions where id > ${after}) as sessions,
      (select count(*)::int from ${tables}.audit_logs where action = 'session.created' and id > ${after}) as audits,
      (select count(distinct job_id)::int from ${tables}.audit_logs where action = 'session.created' and id > ${after}) as audited,
      extract(epoch from max(settled_at) - min(settled_at))::float8 as seconds
    from ${tables}.jobs where kind = 'session.create' and id > ${after}`;
  const { seconds = 0, ...counts } = row ?? {};
  if (Object.values(counts).some((count) => count !== expected)) throw new Error(`of ${expected} jobs: ${JSON.stringify(counts)}`);
  return (expected - 1) / seconds;
}
