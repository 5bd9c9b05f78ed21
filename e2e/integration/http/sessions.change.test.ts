import { randomUUID } from "node:crypto";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { inHours } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("changing a session", async () => {
  const { client, database } = await startSystem({ env: PATIENT });

  it.each(["expired", "revoked"])("PATCH {status: %s} ends it", async (status) => {
    const { id } = await givenSession(client);
    const answer = await client.patch(`/sessions/${id}`, { status });
    expect(answer).toMatchObject({ status: 200, body: { message: "Session updated successfully", session: { id, status, version: 2 } } });
    expect(answer.body.session.ended_at).toEqual(expect.any(String));
    const read = await client.get(`/sessions/${id}`);
    expect(read.body.session).toEqual(answer.body.session);
    expect(answer.headers.get("etag")).toBe(read.headers.get("etag"));
    expect((await client.get(`/jobs/${answer.body.job_id}`)).body.job.status).toBe("completed");
  });

  it("PATCH {expires_at} renews it", async () => {
    const { id } = await givenSession(client);
    const expires_at = inHours(5);
    const { status, body } = await client.patch(`/sessions/${id}`, { expires_at });
    expect({ status, message: body.message }).toEqual({ status: 200, message: "Session updated successfully" });
    expect(body.session).toMatchObject({ id, expires_at, status: "active", version: 2 });
  });

  it("DELETE revokes it", async () => {
    const { id } = await givenSession(client);
    const { status, body } = await client.delete(`/sessions/${id}`);
    expect({ status, message: body.message }).toEqual({ status: 200, message: "Session revoked successfully" });
    expect(body).toMatchObject({ session: { id, status: "revoked" }, job_id: expect.any(String) });
  });

  it("removes the sealed token of a session that ends", async () => {
    const { id } = await givenSession(client);
    await client.delete(`/sessions/${id}`);
    const [row] = await database.client`select session_data, key_id from sportsbook_sessions where id = ${id}`;
    expect(row).toEqual({ session_data: null, key_id: null });
  });

  it.each(["expired", "revoked"])("is 409 once the session is %s, and changes nothing", async (status) => {
    const { id } = await givenSession(client);
    const { body } = await client.patch(`/sessions/${id}`, { status });
    for (const change of [{ status: "expired" }, { expires_at: inHours(2) }]) {
      expectProblem(await client.patch(`/sessions/${id}`, change), "conflict");
    }
    expect((await client.get(`/sessions/${id}`)).body.session).toEqual(body.session);
  });

  it("may be asked for a revocation twice, and answers the same", async () => {
    const { id } = await givenSession(client);
    const first = await client.delete(`/sessions/${id}`);
    for (const again of [await client.delete(`/sessions/${id}`), await client.patch(`/sessions/${id}`, { status: "revoked" })]) {
      expect(again).toMatchObject({ status: 200, body: { session: first.body.session } });
    }
  });

  it("renews only within the consent and into the future", async () => {
    const consentEnd = inHours(3);
    const own = await givenUser(client, { expires_at: consentEnd });
    const { id } = await givenSession(client, own);
    const late = await client.patch(`/sessions/${id}`, { expires_at: inHours(4) });
    expectProblem(late, "consent-refused", { reasons: ["outlives_consent"] });
    expectInvalid(await client.patch(`/sessions/${id}`, { expires_at: "2020-01-01T00:00:00Z" }), "expires_at");
    expect((await client.patch(`/sessions/${id}`, { expires_at: consentEnd })).status).toBe(200);
  });

  it("takes either a status or an expires_at", async () => {
    const { id } = await givenSession(client);
    const path = `/sessions/${id}`;
    for (const change of [{}, { status: "expired", expires_at: inHours(2) }]) expectInvalid(await client.patch(path, change), "body");
    for (const status of ["active", "EXPIRED", null, 1]) expectInvalid(await client.patch(path, { status }), "status");
    expectInvalid(await client.patch(path, { status: "revoked", sportsbook: "other" }), "sportsbook");
    expect((await client.get(path)).body.session).toMatchObject({ status: "active", version: 1 });
  });

  it("is 404 for a session that does not exist", async () => {
    expectProblem(await client.patch(`/sessions/${randomUUID()}`, { status: "expired" }), "not-found");
    expectProblem(await client.delete(`/sessions/${randomUUID()}`), "not-found");
    expectProblem(await client.delete("/sessions/all"), "not-found");
  });
});
