import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { effectsOf, fleet, settled, submit } from "../support/fleet.ts";
import { freePort } from "../support/ports.ts";
import { startMain } from "../support/process.ts";
import { ownRedis, redisProgram } from "../support/redis.ts";

const DONE_ONCE = { status: "completed", sessions: 1, audits: 1 };
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
