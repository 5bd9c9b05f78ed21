import { setTimeout as delay } from "node:timers/promises";
import { until } from "@assent/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { cuttableWayTo } from "../support/cuttable.ts";
import { type ApiProcess, effectsOf, fleet, holdConsent, submit, type WorkerProcess, workerWaitsForLock } from "../support/fleet.ts";
import { freePort } from "../support/ports.ts";
import { ownPostgres } from "../support/postgres.ts";
import { ownRedis, redisProgram } from "../support/redis.ts";
import { newSession } from "../support/requests.ts";

/** What the docs promise. */
const WITHIN_MS = 5_000;
/** Longer than PostgreSQL lets a transaction idle, and than any deadline of ours. */
const SILENCE_MS = 12_000;

const postgres = await ownPostgres();
const redis = ownRedis(await freePort());
if (redisProgram) await redis.start();
const way = await cuttableWayTo(postgres.database.url);

describe.each([
  { how: "frozen", silence: postgres.freeze, end: postgres.thaw, queues: redisProgram ? { REDIS_URL: redis.url } : {} },
  { how: "behind a network that drops packets", silence: way.silence, end: way.mend, queues: {} },
])("a PostgreSQL that is $how", async ({ silence, end, queues }) => {
  const { database, startApi, startWorker } = await fleet({ DATABASE_URL: way.url, HEARTBEAT_MS: "500", ...queues }, postgres.database);
  const create = (api: ApiProcess) => timed(() => api.client.post("/sessions", newSession()));

  afterEach(end);

  /** Since when the connection is there that is told of settled jobs. */
  async function newestListener() {
    const [row] = await database.client<{ since: Date; now: Date }[]>`
      select max(backend_start) as since, clock_timestamp() as now from pg_stat_activity
      where application_name = 'assent-listen' and query like 'listen %'`;
    return row ?? { since: new Date(0), now: new Date(0) };
  }

  const ready = (worker: WorkerProcess) => fetch(`${worker.health}/ready`).then(({ status }) => status === 200);

  it("is noticed by everything that waits for it, ends no process, and is worked with again when it answers", async () => {
    const [api, worker] = [await startApi(), await startWorker()];
    const release = await holdConsent(database);
    const job = await submit(api.client);
    await workerWaitsForLock(database);
    const { now: silentSince } = await newestListener();
    silence();
    const [write, read, health] = await Promise.all([
      create(api),
      timed(() => api.client.get("/sessions")),
      timed(() => api.client.get("//health/detailed")),
      worker.event("heartbeat.failed"),
    ]);
    expect(write).toMatchObject({ status: 503, retryAfter: "1" });
    expect(read).toMatchObject({ status: 503, retryAfter: "1" });
    expect(health).toMatchObject({ status: 503, body: { services: { database: { status: "unhealthy" } } } });
    expect(Math.max(write.ms, read.ms, health.ms)).toBeLessThan(WITHIN_MS);
    await until("the worker is not ready", async () => !(await ready(worker)), WITHIN_MS);
    expect(await create(api)).toMatchObject({ status: 503, retryAfter: "1" });
    await delay(SILENCE_MS);

    end();
    /** PostgreSQL has ended this transaction by now, for it was idle too long. */
    await release().catch(() => {});
    await until("the API accepts and the worker works", async () => (await create(api)).status === 201, WITHIN_MS);
    await until("the worker is ready", () => ready(worker), WITHIN_MS);
    await until("the API listens on a new connection", async () => (await newestListener()).since > silentSince, WITHIN_MS);
    await until("the job is done", async () => (await effectsOf(database, job))?.status === "completed", 30_000);
    expect(await effectsOf(database, job)).toMatchObject({ sessions: 1, audits: 1 });
    for (const one of [api, worker]) one.kill("SIGTERM");
    for (const one of [api, worker]) expect(await one.exit).toMatchObject({ code: 0, output: expect.not.stringContaining("crashed") });
  });
});

async function timed(call: () => ReturnType<ApiProcess["client"]["get"]>) {
  const start = performance.now();
  const { status, headers, body } = await call();
  return { status, body, retryAfter: headers.get("retry-after"), ms: performance.now() - start };
}
