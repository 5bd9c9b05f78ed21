import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenQueuedJob, givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { expectInvalid } from "../../support/problems.ts";
import { newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { sendJson } from "../../support/wire.ts";

describe.skipIf(!backendOfTest().available)("DELETE /consents/{id}, with no worker alive", async () => {
  const { client, database, startWorker, stop, url } = await startSystem({ workers: 0, env: PATIENT });

  const worker = await startWorker();
  const own = await givenUser(client);
  const sessions = [await givenSession(client, own), await givenSession(client, own)];
  const other = await givenUser(client);
  const untouched = await givenSession(client, other);
  const kept = await givenUser(client);
  await stop(worker);

  const withdraw = (id: string, body?: unknown) =>
    sendJson(url, "DELETE", `/consents/${id}`, body === undefined ? "" : JSON.stringify(body));

  it("withdraws at once, and says how many sessions ended", async () => {
    const { status, headers, body } = await withdraw(own.consent_id, { reason: "asked on the phone" });
    expect({ status, message: body.message, ended: body.sessions_ended }).toEqual({
      ...{ status: 200, message: "Consent withdrawn successfully", ended: 2 },
    });
    expect(body.consent).toMatchObject({ id: own.consent_id, status: "withdrawn", withdrawal_reason: "asked on the phone" });
    expect(headers.has("preference-applied")).toBe(false);
  });

  it("has ended the sessions and removed their tokens in the same transaction", async () => {
    const rows = await database.client`
      select distinct s.status, s.session_data is null as gone, s.ended_at = c.withdrawn_at as together, s.xmin = c.xmin as one_transaction
      from sportsbook_sessions s join user_consents c on c.id = s.consent_id where c.id = ${own.consent_id}`;
    expect([...rows]).toEqual([{ status: "revoked", gone: true, together: true, one_transaction: true }]);
    for (const { id } of sessions) {
      expect((await client.get(`/sessions/${id}`)).body.session).toMatchObject({ status: "revoked", end_reason: "consent withdrawn" });
    }
  });

  it("leaves other consents' sessions alone", async () => {
    expect((await client.get(`/sessions/${untouched.id}`)).body.session.status).toBe("active");
  });

  it("leaves audit rows of the withdrawal and of each session", async () => {
    const { audit_logs } = (await client.get(`/audit-logs?user_id=${own.user_id}&action=consent.withdrawn`)).body;
    expect(audit_logs).toMatchObject([{ subject: `consent:${own.consent_id}`, outcome: "ok", worker_id: null }]);
    const ended = (await client.get(`/audit-logs?job_id=${audit_logs[0].job_id}&action=session.revoked`)).body.audit_logs;
    expect(ended.map(({ subject }: { subject: string }) => subject).sort()).toEqual(sessions.map(({ id }) => `session:${id}`).sort());
  });

  it("may be asked for twice: nothing more ends, and the first time and reason stay", async () => {
    const first = (await client.get(`/consents/${own.consent_id}`)).body.consent;
    const { status, body } = await withdraw(own.consent_id, { reason: "another" });
    expect({ status, ended: body.sessions_ended, consent: body.consent }).toEqual({ status: 200, ended: 0, consent: first });
  });

  it("takes a reason and nothing else", async () => {
    expectInvalid(await withdraw(kept.consent_id, { reason: "" }), "reason");
    expectInvalid(await withdraw(kept.consent_id, { reason: "x".repeat(501) }), "reason");
    expectInvalid(await withdraw(kept.consent_id, { reason: null }), "reason");
    expectInvalid(await withdraw(kept.consent_id, { why: "because" }), "why");
    expectInvalid(await withdraw(kept.consent_id, ["because"]), "body");
    expect((await client.get(`/consents/${kept.consent_id}`)).body.consent.status).toBe("valid");
  });

  it("refuses the sessions that were asked for before it and not yet created", async () => {
    const job = await givenQueuedJob(client, kept);
    expect((await withdraw(kept.consent_id)).body).toMatchObject({ sessions_ended: 0, consent: { withdrawal_reason: null } });
    await startWorker();
    const settled = await client.get(`/jobs/${job}`, { prefer: "wait=25" });
    expect(settled.body.job).toMatchObject({ status: "refused", problem: { reasons: ["consent_withdrawn"] } });
    expect((await client.post("/sessions", newSession(kept))).status).toBe(403);
  });
});
