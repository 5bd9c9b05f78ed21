import { SEED } from "@assent/db";
import type { KindView } from "@assent/domain";
import { registry } from "@assent/jobs";
import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenQueuedJob, givenUser, PATIENT } from "../../support/given.ts";
import { workersObeyed } from "../../support/pauses.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

const KIND = "session.create";

describe.skipIf(!backendOfTest().available)("kinds and the overview", async () => {
  const { client, database } = await startSystem({ env: PATIENT });
  const own = await givenUser(client);
  const kind = async (name = KIND): Promise<KindView> => (await client.get("/kinds")).body.kinds.find((one: KindView) => one.kind === name);

  it("GET /kinds has every kind, with what waits and what became of the others", async () => {
    expect((await client.get("/kinds")).body.kinds.map((one: KindView) => one.kind)).toEqual([...registry.keys()]);
    await client.post("/sessions", newSession(own));
    await client.post("/sessions", newSession({ user_id: SEED.withdrawn.userId, consent_id: SEED.withdrawn.consentId }));
    const { figures } = await until("both are counted", async () => {
      const now = await kind();
      return now.figures.completed >= 1 && now.figures.refused >= 1 && now.figures.accepted >= 2 ? now : undefined;
    });
    expect(figures.start_ms?.p99).toBeGreaterThanOrEqual(figures.start_ms?.p50 ?? Infinity);
    expect(figures.run_ms?.p50).toBeGreaterThan(0);
    expect(await kind()).toMatchObject({ queued: 0, oldest_ms: null, pause: null, inline: false });
    expect(await kind("consent.withdraw")).toMatchObject({ inline: true });
  });

  it("a paused kind waits, says who paused it and why, and runs when it is resumed", async () => {
    const { status, body } = await client.post(`/kinds/${KIND}/pause`, { reason: "the lawyers asked" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ message: "Kind paused", pause: { kind: KIND, paused_by: "anonymous", reason: "the lawyers asked" } });
    expectProblem(await client.post(`/kinds/${KIND}/pause`), "conflict");
    await workersObeyed(database);

    const id = await givenQueuedJob(client, own);
    expect(await kind()).toMatchObject({ queued: 1, oldest_ms: expect.any(Number), pause: { paused_by: "anonymous" } });
    /** A worker that was waiting for a delivery when it heard of the pause still gets one, and puts it back. */
    const diagnosis = await until("it is put back", async () => {
      const { diagnosis: now } = (await client.get(`/jobs/${id}/diagnosis`)).body;
      return now.reason !== "running" && now;
    });
    expect(diagnosis).toMatchObject({
      ...{ reason: "kind-paused", since: body.pause.paused_at, worker_id: null },
      words: expect.stringContaining("the lawyers asked"),
    });

    expect((await client.post(`/kinds/${KIND}/resume`)).body).toMatchObject({ message: "Kind resumed", pause: { kind: KIND } });
    expect((await client.get(`/jobs/${id}`, { prefer: "wait=20" })).body.job).toMatchObject({ status: "completed" });
    expect((await client.get(`/jobs/${id}/diagnosis`)).body.diagnosis).toMatchObject({ reason: "settled" });
    const { audit_logs } = (await client.get(`/audit-logs?subject=kind:${KIND}`)).body;
    expect(audit_logs.map(({ action }: { action: string }) => action)).toEqual(["kind.resumed", "kind.paused"]);
  });

  it("is 409 to resume what runs or to pause what the API runs, 404 for what does not exist", async () => {
    expectProblem(await client.post(`/kinds/${KIND}/resume`), "conflict");
    expectProblem(await client.post("/kinds/consent.withdraw/pause"), "conflict");
    for (const act of ["pause", "resume"]) expectProblem(await client.post(`/kinds/no.such/${act}`), "not-found");
    expectInvalid(await client.post(`/kinds/${KIND}/pause`, { until: "tomorrow" }), "until");
  });

  it("GET /overview shows workers, rates and the latest failures", async () => {
    const failed = await givenQueuedJob(client, own);
    await client.get(`/jobs/${failed}`, { prefer: "wait=20" });
    await database.client`update jobs set status = 'failed', settled_at = now() where id = ${failed}`;
    const { overview } = (await client.get("/overview")).body;
    expect(overview).toMatchObject({ workers: { running: 1, lost: 0 }, in_hand: expect.any(Number), concurrency: expect.any(Number) });
    expect(overview.kinds).toHaveLength(registry.size);
    expect(overview.last_failures).toMatchObject([{ id: failed, kind: KIND, user_id: own.user_id }]);
    await until("the rate shows", async () => (await client.get("/overview")).body.overview.per_second.completed > 0);
  });
});
