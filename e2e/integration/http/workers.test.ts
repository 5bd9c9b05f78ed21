import { randomUUID } from "node:crypto";
import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { idsOf, walk } from "../../support/pages.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("workers", async () => {
  const { client, startWorker, stop } = await startSystem({ workers: 0, env: { HEARTBEAT_MS: "1000" } });
  const [first, second] = [await startWorker(), await startWorker()];
  await until("both are running", async () => (await client.get("/workers?status=running")).body.workers.length === 2);

  it("GET lists them, newest first, with their figures", async () => {
    const { workers } = (await client.get("/workers")).body;
    expect(idsOf(workers)).toEqual([second.heartbeat.id, first.heartbeat.id]);
    expect(workers[0]).toMatchObject({
      ...{ status: "running", desired: "run", pid: process.pid, stopped_at: null },
      ...{ kinds: expect.arrayContaining(["session.create"]), rss_bytes: expect.any(Number), last_heartbeat_at: expect.any(String) },
    });
    expect(workers[0]).not.toHaveProperty("heartbeat_ms");
    expect(idsOf(await walk(client, "/workers", "workers", 1))).toEqual(idsOf(workers));
  });

  it("filters by status", async () => {
    expect((await client.get("/workers?status=lost")).body).toEqual({ workers: [], next_cursor: null });
    expect((await client.get("/workers?status=running")).body.workers).toHaveLength(2);
    expectInvalid(await client.get("/workers?status=tired"), "status");
  });

  it("GET reads one", async () => {
    const { status, body } = await client.get(`/workers/${first.heartbeat.id}`);
    expect({ status, id: body.worker.id }).toEqual({ status: 200, id: first.heartbeat.id });
    for (const id of [randomUUID(), "first"]) expectProblem(await client.get(`/workers/${id}`), "not-found");
  });

  it("POST drain is heard by that worker alone, and recorded", async () => {
    const { id } = first.heartbeat;
    const { status, headers, body } = await client.post(`/workers/${id}/drain`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ message: "Worker ordered to drain", worker: { id, desired: "drain" } });
    await first.ended;
    await stop(first);
    await until("the worker has stopped", async () => (await client.get(`/workers/${id}`)).body.worker.status === "stopped");
    expect((await client.get(`/workers/${second.heartbeat.id}`)).body.worker).toMatchObject({ status: "running", desired: "run" });
    const { audit_logs } = (await client.get(`/audit-logs?subject=worker:${id}`)).body;
    expect(audit_logs).toMatchObject([
      { action: "worker.drained", actor: "anonymous", outcome: "ok", worker_id: id, request_id: headers.get("x-request-id") },
    ]);
  });

  it("is 409 to drain a worker that has stopped, 404 to drain one that never was", async () => {
    expectProblem(await client.post(`/workers/${first.heartbeat.id}/drain`), "conflict");
    expectProblem(await client.post(`/workers/${randomUUID()}/drain`), "not-found");
    expectInvalid(await client.post(`/workers/${second.heartbeat.id}/drain`, { now: true }), "now");
  });
});
