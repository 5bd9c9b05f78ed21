import { findWorker } from "@assent/db";
import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { effectsOf, fleet, holdConsent, settled, submit, workerWaitsForLock } from "../support/fleet.ts";
import { runCli, startMain } from "../support/process.ts";
import { newSession } from "../support/requests.ts";
import { countOf } from "../support/rows.ts";

describe("a worker", async () => {
  const { database, env, startApi, startWorker, worker } = await fleet();
  const { client } = await startApi();

  it("registers under a new id at each boot, and reports its figures", async () => {
    const first = await startWorker();
    const second = await startWorker();
    expect(first.id).not.toBe(second.id);
    const row = await until("figures come", async () => {
      const found = await findWorker(database.db, first.id);
      return found && found.rssBytes > 0 && found.eventLoopLagMs > 0 && found;
    });
    expect(row).toMatchObject({ pid: first.pid, status: "running", desired: "run", concurrency: 1_000, failed: 0 });
    expect(Math.abs(row.clockOffsetMs)).toBeLessThan(1_000);
    first.kill("SIGTERM");
    second.kill("SIGINT");
    expect([(await first.exit).code, (await second.exit).code]).toEqual([0, 0]);
  });

  it("runs what the API accepts", async () => {
    const running = await startWorker();
    const { status, body } = await client.post("/sessions", newSession());
    expect(status).toBe(201);
    expect((await settled(client, body.job_id)).worker_id).toBe(running.id);
    running.kill("SIGTERM");
    await running.exit;
    expect(await worker(running.id, "stopped")).toMatchObject({ completed: 1, running: 0 });
  });

  it("ends the jobs it has on SIGTERM, is draining meanwhile, and exits 0", async () => {
    const running = await startWorker();
    expect((await fetch(`${running.health}/ready`)).status).toBe(200);
    const release = await holdConsent(database);
    const job = await submit(client);
    await workerWaitsForLock(database);

    running.kill("SIGTERM");
    await worker(running.id, "draining");
    expect((await fetch(`${running.health}/ready`)).status).toBe(503);
    expect(await (await fetch(`${running.health}/live`)).json()).toMatchObject({ worker_id: running.id, status: "draining" });
    await release();

    expect(await running.exit).toMatchObject({ code: 0 });
    expect(await worker(running.id, "stopped")).toMatchObject({ running: 0, completed: 1 });
    expect(await settled(client, job)).toMatchObject({ status: "completed", worker_id: running.id });
  });

  it("exits 1 at once on a second SIGTERM, and the job under way has no effect there", async () => {
    const running = await startWorker();
    const release = await holdConsent(database);
    const job = await submit(client);
    await workerWaitsForLock(database);
    running.kill("SIGTERM");
    await running.event("process.stopping");
    running.kill("SIGTERM");
    expect(await running.exit).toMatchObject({ code: 1 });
    await release();
    expect((await client.get(`/jobs/${job}`)).body.job.status).toBe("queued");
    expect((await client.delete(`/jobs/${job}`)).status).toBe(200);
  });

  it("exits 1 when the drain deadline passes with a job under way", async () => {
    const running = await startWorker({ env: { DRAIN_DEADLINE_MS: "200" } });
    const release = await holdConsent(database);
    const job = await submit(client);
    await workerWaitsForLock(database);
    running.kill("SIGTERM");
    expect(await running.event("service.stop_failed")).toMatchObject({ service: "worker" });
    expect(await running.exit).toMatchObject({ code: 1 });
    await release();
    expect((await client.delete(`/jobs/${job}`)).status).toBe(200);
  });

  it("drains when the API orders it, and exits 0", async () => {
    const running = await startWorker();
    const { status, body } = await client.post(`/workers/${running.id}/drain`);
    expect(status).toBe(200);
    expect(body.worker).toMatchObject({ id: running.id, desired: "drain" });
    expect(await running.event("process.stopping")).toMatchObject({ reason: "the end of worker" });
    expect(await running.exit).toMatchObject({ code: 0 });
    await worker(running.id, "stopped");
    expect((await client.post(`/workers/${running.id}/drain`)).status).toBe(409);
  });

  it("registers anew when the fleet has given it up, and works on", async () => {
    const running = await startWorker();
    await database.client`update workers set status = 'lost', stopped_at = clock_timestamp() where id = ${running.id}`;
    expect(await running.event("worker.given_up")).toMatchObject({ worker_id: running.id });
    const { worker_id: next } = await running.event("worker.registered");
    expect(next).not.toBe(running.id);
    await worker(String(next), "running");
    const { body } = await client.post("/sessions", newSession());
    expect((await settled(client, body.job_id)).worker_id).toBe(next);
    running.kill("SIGTERM");
    expect(await running.exit).toMatchObject({ code: 0 });
    await worker(String(next), "stopped");
    expect((await findWorker(database.db, running.id))?.status).toBe("lost");
  });

  it("survives that PostgreSQL ends its connection in the middle of a job, and runs the job again", async () => {
    const running = await startWorker();
    const release = await holdConsent(database);
    const job = await submit(client);
    await workerWaitsForLock(database);
    await database.client`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'assent-worker' and wait_event_type = 'Lock'`;
    expect(await running.event("job.postponed")).toMatchObject({ job_id: job });
    await release();
    expect(await settled(client, job)).toMatchObject({ status: "completed", worker_id: running.id });
    expect(await effectsOf(database, job)).toMatchObject({ sessions: 1, audits: 1 });
    running.kill("SIGTERM");
    expect(await running.exit).toMatchObject({ code: 0 });
  });

  it("exits 1 on an uncaught exception, and logs it", async () => {
    const bomb = 'data:text/javascript,process.on("SIGUSR2",()=>{throw new Error("boom")})';
    const running = await startWorker({ node: ["--import", bomb] });
    running.kill("SIGUSR2");
    expect(await running.event("process.crashed")).toMatchObject({ err: { message: "boom" } });
    expect(await running.exit).toMatchObject({ code: 1 });
  });

  it("stops what it has started when a signal comes during the start", async () => {
    const starting = startMain("worker", { env });
    await starting.event("health.listening");
    starting.kill("SIGTERM");
    expect(await starting.exit).toMatchObject({ code: 0 });
    expect(await database.client`select from workers where pid = ${starting.pid} and status <> 'stopped'`).toHaveLength(0);
  });

  it("names all that is wrong with its environment, and exits 1", async () => {
    const wrong = { DATABASE_URL: "mysql://x", HEARTBEAT_MS: "often", LOG_LEVEL: "loud", REDIS_URL: "http://x", WORKER_CONCURRENCY: "0" };
    const { code, output } = await startMain("worker", { env: wrong }).exit;
    expect(code).toBe(1);
    for (const name of Object.keys(wrong)) expect(output).toContain(`  ${name}: `);
    expect(output).not.toContain("mysql://x");
  });

  it("says which port is taken, and leaves no row behind", async () => {
    const before = await countOf(database, "workers");
    const port = new URL((await startApi()).url).port;
    const { code, output } = await startMain("worker", { env: { ...env, HEALTH_PORT: port } }).exit;
    expect([code, output]).toEqual([1, expect.stringMatching(new RegExp(`Port ${port} is taken.*HEALTH_PORT`))]);
    expect(await countOf(database, "workers")).toBe(before);
  });

  it("says in plain words that PostgreSQL is away", async () => {
    const away = { ...env, DATABASE_URL: "postgres://assent:assent@127.0.0.1:1/assent" };
    const { code, output } = await startMain("worker", { env: away }).exit;
    expect([code, output]).toEqual([1, expect.stringContaining("PostgreSQL does not answer at DATABASE_URL")]);
    expect((await runCli(["migrate"], { env: away })).output).toContain("PostgreSQL does not answer at DATABASE_URL");
  });
});
