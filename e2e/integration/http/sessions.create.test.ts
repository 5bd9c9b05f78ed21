import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenUser, PATIENT } from "../../support/given.ts";
import { idsOf, walk } from "../../support/pages.ts";
import { expectInvalid } from "../../support/problems.ts";
import { newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("POST /sessions", async () => {
  const { client, database } = await startSystem({ env: PATIENT });

  it("answers 201 with the session, its address, its tag and the job", async () => {
    const asked = newSession();
    const { status, headers, body } = await client.post("/sessions", asked);
    expect(status).toBe(201);
    expect(body).toEqual({
      message: "Session created successfully",
      session: {
        id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
        user_id: asked.user_id,
        sportsbook: asked.sportsbook,
        status: "active",
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        expires_at: asked.expires_at,
      },
      job_id: expect.any(String),
    });
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(headers.get("location")).toBe(`/api/v1/sessions/${body.session.id}`);
    const read = await client.get(`/sessions/${body.session.id}`);
    expect(headers.get("etag")).toBe(read.headers.get("etag"));
    expect(read.body.session).toMatchObject(body.session);
  });

  it("is told under the request's id, which the client may choose", async () => {
    const { headers, body } = await client.post("/sessions", newSession(), { "x-request-id": "checkout-7.1:a" });
    expect(headers.get("x-request-id")).toBe("checkout-7.1:a");
    expect((await client.get(`/jobs/${body.job_id}`)).body.job.request_id).toBe("checkout-7.1:a");
    const odd = await client.post("/sessions", newSession(), { "x-request-id": "no spaces <allowed>" });
    expect(odd.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  });

  it("keeps the caller's trace with the job", async () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const { body } = await client.post("/sessions", newSession(), { traceparent });
    const [row] = await database.client`select traceparent from jobs where id = ${body.job_id}`;
    expect(row?.["traceparent"]).toBe(traceparent);
  });

  it("takes times with any offset and answers in UTC", async () => {
    const { body } = await client.post("/sessions", newSession({ expires_at: "2030-01-01T00:30:00+05:30" }));
    expect(body.session.expires_at).toBe("2029-12-31T19:00:00.000Z");
  });

  it("refuses an expires_at that has passed", async () => {
    expectInvalid(await client.post("/sessions", newSession({ expires_at: "2020-01-01T00:00:00Z" })), "expires_at");
  });

  it("takes ids in capitals and keeps them in small letters", async () => {
    const { user_id, consent_id } = await givenUser(client);
    const { status, body } = await client.post(
      "/sessions",
      newSession({ user_id: user_id.toUpperCase(), consent_id: consent_id.toUpperCase() }),
    );
    expect(status).toBe(201);
    expect(body.session.user_id).toBe(user_id);
  });

  it("creates one session for each of fifty requests at once", async () => {
    const own = await givenUser(client);
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.post("/sessions", newSession(own))));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const told = answers.map(({ body }) => body.session.id);
    expect(new Set(told).size).toBe(50);
    const listed = idsOf(await walk(client, `/sessions?user_id=${own.user_id}`, "sessions", 20));
    expect(listed.sort()).toEqual(told.sort());
  });

  it("gives the token out in no answer", async () => {
    const session_data = "tell-nobody-7f3a9c";
    const { body } = await client.post("/sessions", newSession({ session_data }));
    const places = [
      ...["/sessions", `/sessions/${body.session.id}`, "/jobs", `/jobs/${body.job_id}`, `/jobs/${body.job_id}/events`],
      ...["/audit-logs", `/audit-logs?job_id=${body.job_id}`, "/consents", "/workers"],
    ];
    const answers = [body, ...(await Promise.all(places.map(async (place) => (await client.get(place)).body)))];
    expect(JSON.stringify(answers)).toContain(body.session.id);
    expect(JSON.stringify(answers)).not.toMatch(/tell-nobody|session_data|ciphertext|payload/);
  });
});
