import { connectTo } from "@assent/db";
import { until } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { ownPostgres } from "../support/clusters.ts";
import { effectsOf, fleet, holdConsent, settled, submit, workerWaitsForLock } from "../support/fleet.ts";
import { migrated } from "../support/given-database.ts";
import { startLoad } from "../support/load.ts";
import { ownPgBouncer, pgbouncerProgram } from "../support/pgbouncer.ts";
import { newSession } from "../support/requests.ts";
import { countOf } from "../support/rows.ts";

const APP = { user: "assent_app", password: "app-Kz81mQ0vYt5sWq" };
/** Fewer than there are clients, so that they must share. */
const CONNECTIONS = 4;
/** PgBouncer tries a PostgreSQL that was away after 15 s, and may lose a few first answers, each of which is waited for 10 s. */
const AGAIN_MS = 90_000;

describe.skipIf(!pgbouncerProgram)("behind PgBouncer in transaction mode", async () => {
  const server = await ownPostgres();
  await server.start();
  const bouncer = await ownPgBouncer(server.port, { [APP.user]: APP.password, assent: "" }, CONNECTIONS);
  await bouncer.start();
  const by = (port: number) => `postgres://${APP.user}:${APP.password}@127.0.0.1:${port}/postgres`;
  const urls = { DATABASE_URL: by(bouncer.port), DATABASE_DIRECT_URL: by(server.port) };
  const owner = { DATABASE_URL: urls.DATABASE_URL, DATABASE_DIRECT_URL: server.url };
  const database = await migrated({ ...owner, APP_DATABASE_USER: APP.user, APP_DATABASE_PASSWORD: APP.password }, server.url);
  const { startApi, startWorker } = await fleet(urls, database);
  const api = await startApi();
  const worker = await startWorker();
  const pooled = connectTo(urls, { name: "assent-test" });
  afterAll(() => pooled.close());

  it("has every setting that a direct session has", async () => {
    const [own] = await pooled.client`
      select current_setting('enable_seqscan') as seqscan, current_setting('enable_bitmapscan') as bitmapscan,
        current_setting('plan_cache_mode') as plans, current_setting('jit') as jit,
        current_setting('max_parallel_workers_per_gather') as parallel, current_setting('statement_timeout') as statement,
        current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle`;
    const off = { seqscan: "off", bitmapscan: "off", plans: "force_generic_plan", jit: "off", parallel: "0" };
    expect(own).toEqual({ ...off, statement: "10s", lock: "2s", idle: "10s" });
  });

  it("does each job of many clients once, over the few connections that it has", async () => {
    const load = startLoad(api.client, 20);
    await load.more(200);
    const asked = await Promise.all(Array.from({ length: 30 }, () => pooled.client`select pg_backend_pid() as pid, pg_sleep(0.01)`));
    expect(new Set(asked.flat().map(({ pid }) => pid)).size).toBeLessThanOrEqual(CONNECTIONS);
    await load.stop();
    expect(load.refused).toEqual({});
    for (const id of load.accepted.slice(-3)) expect(await settled(api.client, id)).toMatchObject({ status: "completed" });
    await until("all have settled", async () => (await countOf(database, "jobs", "status = 'queued'")) === 0, 30_000);
    expect(await countOf(database, "jobs", "attempts > 0")).toBe(0);
    expect(await countOf(database, "sportsbook_sessions")).toBe(load.accepted.length);
    expect(await countOf(database, "audit_logs", "action = 'session.created'")).toBe(load.accepted.length);
  });

  it("wakes those who wait, by a connection past it", async () => {
    expect(await api.client.post("/sessions", newSession())).toMatchObject({ status: 201 });
    const listening = await server.tell("select from pg_stat_activity where application_name = 'assent-listen' and query ilike 'listen %'");
    expect(listening).toHaveLength(1);
  });

  it("is waited for when it comes back", async () => {
    await bouncer.kill();
    expect(await api.client.post("/sessions", newSession())).toMatchObject({ status: 503 });
    await bouncer.start();
    await until("it accepts again", async () => (await api.client.post("/sessions", newSession())).status === 201);
  });

  it(
    "answers 503 and counts no attempt while PostgreSQL is away behind it, and goes on when that is back",
    async () => {
      const release = await holdConsent(database);
      const job = await submit(api.client);
      await workerWaitsForLock(database);
      await server.kill();
      await release().catch(() => {});
      await worker.event("job.postponed");
      const answers = await Promise.all(Array.from({ length: 10 }, () => api.client.post("/sessions", newSession())));
      expect(answers.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual(answers.map(() => [503, "1"]));

      await server.start();
      await until("it accepts again", async () => (await api.client.post("/sessions", newSession())).status === 201, AGAIN_MS);
      await until("the job is done", async () => (await effectsOf(database, job))?.status === "completed", AGAIN_MS);
      expect(await countOf(database, "jobs", "attempts > 0")).toBe(0);
      for (const one of [api, worker]) one.kill("SIGTERM");
      for (const one of [api, worker]) expect(await one.exit).toMatchObject({ code: 0, output: expect.not.stringContaining("crashed") });
    },
    3 * AGAIN_MS,
  );
});
