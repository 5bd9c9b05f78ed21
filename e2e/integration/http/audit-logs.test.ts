import { randomUUID } from "node:crypto";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { idsOf, walk } from "../../support/pages.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser } from "../../support/tokens.ts";

describe.skipIf(!backendOfTest().available)("GET /audit-logs", async () => {
  const { client: anyone } = await startSystem({ env: { ...PATIENT, AUTH_MODE: "jwt" } });
  const scopes = ["sessions:read", "sessions:write", "consents:write", "audit:read", "jobs:read", "workers:read"];
  const client = anyone.with(asService(...scopes));
  const own = await givenUser(client);
  const rows = async (query: string) => (await client.get(`/audit-logs?${query}`)).body.audit_logs;

  it("tells of a job: who asked, whom it concerned, which worker, under which request", async () => {
    const { headers, body } = await client.post("/sessions", newSession(own));
    const { worker_id } = (await client.get(`/jobs/${body.job_id}`)).body.job;
    expect((await client.get(`/workers/${worker_id}`)).status).toBe(200);
    expect(await rows(`job_id=${body.job_id}&action=session.created`)).toEqual([
      {
        ...{ id: expect.any(String), occurred_at: expect.any(String), actor: "test-service", action: "session.created" },
        ...{ subject: `session:${body.session.id}`, outcome: "ok", user_id: own.user_id, job_id: body.job_id, worker_id },
        request_id: headers.get("x-request-id"),
        detail: { consent_id: own.consent_id, sportsbook: "test_sportsbook", expires_at: body.session.expires_at, paper_trading: true },
      },
    ]);
  });

  it("tells of the reads of a session, answered or refused, before they are answered", async () => {
    const { id } = await givenSession(client, own);
    const stranger = randomUUID();
    const read = await anyone.get(`/sessions/${id}`, asUser(own.user_id));
    const refused = await anyone.get(`/sessions/${id}`, asUser(stranger));
    expect([read.status, refused.status]).toEqual([200, 404]);
    expect(await rows(`subject=session:${id}&action=session.read`)).toMatchObject([
      { actor: stranger, outcome: "refused", user_id: own.user_id, request_id: refused.headers.get("x-request-id"), job_id: null },
      { actor: own.user_id, outcome: "ok", user_id: own.user_id, request_id: read.headers.get("x-request-id"), job_id: null },
    ]);
    const nothing = randomUUID();
    await client.get(`/sessions/${nothing}`);
    expect(await rows(`subject=session:${nothing}`)).toMatchObject([{ outcome: "refused", user_id: null }]);
  });

  it("tells of lists of sessions: what was asked for and how many were shown", async () => {
    const listed = await client.get(`/sessions?user_id=${own.user_id}&status=active&limit=1`);
    const [row] = await rows("action=session.listed");
    expect(row).toMatchObject({ subject: "sessions", user_id: own.user_id, request_id: listed.headers.get("x-request-id") });
    expect(row.detail).toEqual({ user_id: own.user_id, status: "active", limit: 1, found: 1 });
  });

  it("filters by user, job, action, subject and outcome, and walks all pages", async () => {
    const all = await walk(client, "/audit-logs", "audit_logs", 3);
    const matching = (wanted: Record<string, unknown>) =>
      all.filter((row) => Object.entries(wanted).every(([field, value]) => row[field] === value));
    for (const wanted of [
      { user_id: own.user_id },
      { action: "session.created" },
      { outcome: "refused" },
      { user_id: own.user_id, outcome: "ok" },
    ]) {
      const found = await walk(client, `/audit-logs?${new URLSearchParams(wanted as Record<string, string>)}`, "audit_logs", 2);
      expect(idsOf(found)).toEqual(idsOf(matching(wanted)));
      expect(found.length).toBeGreaterThan(0);
    }
  });

  it("refuses filters that cannot be", async () => {
    for (const [filter, value] of Object.entries({ user_id: "me", job_id: "1", action: "session.stolen", outcome: "maybe", actor: "x" })) {
      expectInvalid(await client.get(`/audit-logs?${filter}=${value}`), filter);
    }
    for (const subject of ["", "%00", "session:%00", "x".repeat(129)])
      expectInvalid(await client.get(`/audit-logs?subject=${subject}`), "subject");
    expectProblem(await client.get("/audit-logs?cursor=x"), "invalid-cursor");
  });
});
