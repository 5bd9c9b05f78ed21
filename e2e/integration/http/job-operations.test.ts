import { randomUUID } from "node:crypto";
import { insertJobs, SEED } from "@assent/db";
import { consentCheck, consentWithdraw } from "@assent/jobs";
import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { idsOf } from "../../support/pages.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { countOf, newJobRow } from "../../support/rows.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("operations on many jobs", async () => {
  const { client, database, startWorker, stop } = await startSystem({ workers: 0 });
  const payload = { consent_id: SEED.valid.consentId, user_id: SEED.valid.userId };
  const given = (principal: string, jobs: number) =>
    insertJobs(
      database.db,
      Array.from({ length: jobs }, () => newJobRow(consentCheck, payload, { principal })),
    );
  const asked = (principal: string, more = {}) => client.post("/job-operations", { action: "cancel", filter: { principal }, ...more });
  const open = (principal: string) => countOf(database, "jobs", `principal = '${principal}' and status = 'queued'`);
  const ended = (id: string) =>
    until("the operation ends", async () => {
      const { job_operation } = (await client.get(`/job-operations/${id}`)).body;
      return job_operation.status === "running" ? undefined : job_operation;
    });

  it("a dry run says how many match, and does nothing", async () => {
    await given("dry", 3);
    expect(await asked("dry", { dry_run: true })).toMatchObject({ status: 200, body: { matched: 3, counted_all: true } });
    expect((await client.get("/job-operations")).body).toEqual({ job_operations: [], next_cursor: null });
    expect(await open("dry")).toBe(3);
  });

  it("a dry run says until when, so that what is accepted afterwards can be left alone", async () => {
    await given("then", 2);
    const { until: then } = (await asked("then", { dry_run: true })).body;
    await until("the clock has gone on", async () => Date.now() > Date.parse(then) + 1);
    await given("then", 1);
    expect((await asked("then", { filter: { principal: "then", until: then }, dry_run: true })).body).toEqual({
      ...{ matched: 2, counted_all: true, until: then },
    });
  });

  it("takes back no withdrawal that nobody named", async () => {
    const withdrawal = newJobRow(consentWithdraw, { consent_id: SEED.valid.consentId, reason: null }, { principal: "mixed" });
    await insertJobs(database.db, [withdrawal]);
    await given("mixed", 2);
    expect((await asked("mixed", { dry_run: true })).body).toMatchObject({ matched: 2 });
    const worker = await startWorker();
    await ended((await asked("mixed")).body.job_operation.id);
    await stop(worker);
    const { status } = (await client.get(`/jobs/${withdrawal.id}`)).body.job;
    expect(status).not.toBe("cancelled");
    expect((await asked("mixed", { filter: { principal: "mixed", kind: "consent.withdraw" }, dry_run: true })).status).toBe(200);
  });

  it("is accepted, found where Location says, done by a worker and on record", async () => {
    await given("ours", 3);
    const { status, headers, body } = await asked("ours", { reason: "a mistake" });
    const { id } = body.job_operation;
    expect([status, headers.get("location")]).toEqual([202, `/api/v1/job-operations/${id}`]);
    expect(body.job_operation).toMatchObject({
      ...{ action: "cancel", status: "running", matched: 3, done: 0, reason: "a mistake", principal: "anonymous" },
      ...{ filter: { principal: "ours", kind: null, since: null }, request_id: headers.get("x-request-id") },
    });
    const worker = await startWorker();
    expect(await ended(id)).toMatchObject({ status: "completed", done: 3, skipped: 0, ended_at: expect.any(String) });
    await stop(worker);
    expect(await open("ours")).toBe(0);
    expect(idsOf((await client.get("/job-operations?limit=1")).body.job_operations)).toEqual([id]);
    const { audit_logs } = (await client.get(`/audit-logs?subject=operation:${id}`)).body;
    expect(audit_logs.map(({ action }: { action: string }) => action)).toEqual(["operation.ended", "operation.started"]);
  });

  it("starts once for a double click, and again once it is over", async () => {
    await given("twice", 1);
    const answers = await Promise.all([asked("twice"), asked("twice")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const { id } = answers.find(({ status }) => status === 202)?.body.job_operation ?? {};
    expectProblem(await asked("twice"), "conflict", { detail: expect.stringContaining(id) });
    expect((await client.delete(`/job-operations/${id}`)).status).toBe(200);
    expect((await asked("twice")).status).toBe(202);
  });

  it("can be stopped once", async () => {
    await given("stopped", 1);
    const { id } = (await asked("stopped")).body.job_operation;
    const { status, body } = await client.delete(`/job-operations/${id}`);
    expect({ status, ended: body.job_operation.status }).toEqual({ status: 200, ended: "cancelled" });
    expectProblem(await client.delete(`/job-operations/${id}`), "conflict");
    expect(await open("stopped")).toBe(1);
  });

  it("means all jobs only if that is said", async () => {
    expectInvalid(await client.post("/job-operations", { action: "retry", filter: {} }), "filter");
    expectInvalid(await client.post("/job-operations", { action: "retry", filter: {}, all: false }), "all");
    expect((await client.post("/job-operations", { action: "retry", filter: {}, all: true, dry_run: true })).body).toMatchObject({
      matched: 0,
    });
  });

  it("refuses what it does not know", async () => {
    expectInvalid(await client.post("/job-operations", { action: "delete", filter: { principal: "x" } }), "action");
    expectInvalid(await asked("x", { filter: { principal: "x", status: "failed" } }), "filter.status");
    expectInvalid(await asked("x", { filter: { kind: "no.such" } }), "filter.kind");
    for (const call of [client.get, client.delete]) expectProblem(await call(`/job-operations/${randomUUID()}`), "not-found");
  });
});
