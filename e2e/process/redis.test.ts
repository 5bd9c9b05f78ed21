import { kinds, queueNameOf } from "@assent/jobs";
import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { cuttableWayTo } from "../support/cuttable.ts";
import { effectsOf, fleet, settled, submit } from "../support/fleet.ts";
import { holdOpen } from "../support/hold.ts";
import { freePort } from "../support/ports.ts";
import { startMain } from "../support/process.ts";
import { ownRedis, redisProgram } from "../support/redis.ts";

const DONE_ONCE = { status: "completed", sessions: 1, audits: 1 };
/** A worker's to Redis: one to give, one to take, and one for each queue to wait on. */
const CONNECTIONS = 2 + new Set(kinds.map(queueNameOf)).size;
const times = <T>(n: number, make: () => Promise<T>) => Promise.all(Array.from({ length: n }, make));

describe.skipIf(!inject("redisUrl") || !redisProgram)("with a Redis that comes and goes", async () => {
  const redis = ownRedis(await freePort());
  const { database, env, startApi, startWorker, worker } = await fleet({ REDIS_URL: redis.url, QUEUE_PREFIX: queuePrefix() });
  const api = await startApi({ API_WAIT_MS: "0" });
  const { client } = api;
  const allDone = (jobs: string[]) =>
    Promise.all(
      jobs.map(async (job) => {
        expect(await settled(client, job)).toMatchObject({ status: "completed" });
        expect(await effectsOf(database, job)).toMatchObject(DONE_ONCE);
      }),
    );

  it("accepts work while Redis was never there, and says so; a worker waits for it, drains without it, and runs all when it comes", async () => {
    const jobs = await times(3, () => submit(client));
    const { status, body } = await client.get("//health/detailed");
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "degraded", services: { database: { status: "healthy" } } });
    expect(body.services.redis.status).not.toBe("healthy");
    expect((await client.get("//health/ready")).status).toBe(200);

    const impatient = startMain("worker", { env });
    const { worker_id } = await impatient.event("worker.registered");
    await worker(String(worker_id), "starting");
    impatient.kill("SIGTERM");
    expect(await impatient.exit).toMatchObject({ code: 0 });
    await worker(String(worker_id), "stopped");

    const patient = startMain("worker", { env });
    const { worker_id: id } = await patient.event("worker.registered");
    await redis.start();
    await worker(String(id), "running");
    await allDone(jobs);
    await until("Redis is healthy again", async () => (await client.get("//health/detailed")).body.services.redis.status === "healthy");
    patient.kill("SIGTERM");
    expect(await patient.exit).toMatchObject({ code: 0 });
  });

  it("delivers what was accepted while Redis was dead, when it comes back empty", async () => {
    const running = await startWorker();
    await redis.kill();
    const jobs = await times(5, () => submit(client));
    await redis.start();
    await allDone(jobs);
    running.kill("SIGTERM");
    expect(await running.exit).toMatchObject({ code: 0 });
  });

  it("runs every open job once after Redis was flushed", async () => {
    const jobs = await times(20, () => submit(client));
    await redis.flush();
    const running = await startWorker();
    await allDone(jobs);
    running.kill("SIGTERM");
    await running.exit;
  });

  it("lets a worker stop while it waits for a Redis that it never reached, and is in the middle of a try", async () => {
    const silent = ownRedis(await freePort());
    await silent.start();
    const way = await cuttableWayTo(silent.url);
    way.cut();
    const waiting = startMain("worker", { env: { ...env, REDIS_URL: way.url } });
    const { port } = await waiting.event("health.listening");
    const { worker_id: id } = await waiting.event("worker.registered");
    await until("it has started without Redis", async () => {
      const { worker_id } = (await (await fetch(`http://127.0.0.1:${port}/health/live`)).json()) as { worker_id: string | null };
      return worker_id === id;
    });
    silent.freeze();
    const before = way.taken;
    way.mend();
    await until("each of its connections is in the middle of a try", async () => way.taken - before >= CONNECTIONS);
    const release = await holdOpen(database, (sql) => sql`select from workers where id = ${String(id)} for update`);
    waiting.kill("SIGTERM");
    const { code, output } = await waiting.exit;
    await release();
    await silent.kill();
    expect(code, output).toBe(0);
  });

  it("lets a worker and the API stop in time while Redis is dead", async () => {
    const running = await startWorker({ env: { DRAIN_DEADLINE_MS: "5000" } });
    await redis.kill();
    running.kill("SIGTERM");
    api.kill("SIGTERM");
    expect(await running.exit).toMatchObject({ code: 0 });
    await worker(running.id, "stopped");
    expect(await api.exit).toMatchObject({ code: 0 });
  });
});
