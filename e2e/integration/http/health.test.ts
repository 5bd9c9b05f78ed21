import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenQueuedJob } from "../../support/given.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("health", async () => {
  const { database, client, startWorker, stop } = await startSystem({
    workers: 0,
    env: { AUTH_MODE: "open", PAPER_TRADING_MODE: "false" },
  });
  const detailed = () => client.get("//health/detailed");
  const { backend } = backendOfTest();
  const brief = {
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    uptime: expect.any(Number),
    environment: "test",
    paperTradingMode: false,
  };

  it("GET /health says that the process answers, and how it is set up", async () => {
    const { status, headers, body } = await client.get("//health");
    expect(status).toBe(200);
    expect(body).toEqual({ status: "healthy", ...brief });
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("GET /health/live and /health/ready are for probes", async () => {
    expect(await client.get("//health/live")).toMatchObject({ status: 200, body: { status: "live" } });
    expect(await client.get("//health/ready")).toMatchObject({ status: 200, body: { status: "ready" } });
  });

  it("is degraded, and still 200, while no worker is there", async () => {
    await givenQueuedJob(client);
    const { status, body } = await detailed();
    expect({ status, overall: body.status }).toEqual({ status: 200, overall: "degraded" });
    expect(body).toMatchObject(brief);
    expect(body.services).toMatchObject({
      database: { status: "healthy", latency_ms: expect.any(Number) },
      queue: { status: "healthy", latency_ms: expect.any(Number), backend, queued: 1 },
      workers: { status: "degraded", latency_ms: expect.any(Number), running: 0 },
    });
  });

  it("knows Redis only where Redis is configured", async () => {
    const { redis } = (await detailed()).body.services;
    expect(redis).toEqual(
      backend === "redis" ? { status: "healthy", latency_ms: expect.any(Number) } : { status: "not_configured", latency_ms: null },
    );
  });

  it("is healthy with a worker, and degraded again without it", async () => {
    const worker = await startWorker();
    const well = await until("everything is well", async () => {
      const { body } = await detailed();
      return body.status === "healthy" && body;
    });
    expect(well.services.workers).toMatchObject({ status: "healthy", running: 1 });
    await until("the queue is empty", async () => (await detailed()).body.services.queue.queued === 0);
    await stop(worker);
    const without = await until("the worker is missed", async () => {
      const { workers } = (await detailed()).body.services;
      return workers.running === 0 && workers;
    });
    expect(without.status).toBe("degraded");
  });

  it("knows of a worker that died when no other is left who would mark it", async () => {
    const worker = await startWorker();
    await until("it runs", async () => (await detailed()).body.services.workers.running === 1);
    await stop(worker);
    await database.client`update workers set status = 'running', stopped_at = null where id = ${worker.heartbeat.id}`;
    const seen = await until("it is missed", async () => {
      const { workers } = (await detailed()).body.services;
      return workers.lost === 1 && workers;
    });
    expect(seen).toMatchObject({ status: "degraded", running: 0 });
    await database.client`update workers set status = 'stopped', stopped_at = now() where id = ${worker.heartbeat.id}`;
  });

  it("names no host, no user and no secret", async () => {
    expect(JSON.stringify((await detailed()).body)).not.toMatch(/127\.0\.0\.1|localhost|postgres:|redis:|password|@/);
  });
});
