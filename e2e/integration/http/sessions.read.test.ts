import { randomUUID } from "node:crypto";
import { SEED } from "@assent/db";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenSession, PATIENT } from "../../support/given.ts";
import { expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";
import { sendExactly } from "../../support/wire.ts";

describe.skipIf(!backendOfTest().available)("GET /sessions/{id}", async () => {
  const { client, url } = await startSystem({ env: PATIENT });

  it("answers with the session and a tag that changes with it", async () => {
    const { id } = await givenSession(client);
    const { status, headers, body } = await client.get(`/sessions/${id}`);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["session"]);
    expect(body.session).toEqual({
      ...{ id, user_id: SEED.valid.userId, consent_id: SEED.valid.consentId, sportsbook: "test_sportsbook", status: "active" },
      ...{ created_at: expect.any(String), updated_at: expect.any(String), expires_at: expect.any(String) },
      ...{ ended_at: null, end_reason: null, paper_trading: true, version: 1 },
    });
    expect(headers.get("cache-control")).toBe("no-store");
    await client.delete(`/sessions/${id}`);
    expect((await client.get(`/sessions/${id}`)).headers.get("etag")).not.toBe(headers.get("etag"));
  });

  it("answers 304 without a body to a client that has seen this version", async () => {
    const { id } = await givenSession(client);
    const tag = (await client.get(`/sessions/${id}`)).headers.get("etag") ?? "";
    for (const seen of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const { status, headers, body } = await client.get(`/sessions/${id}`, { "if-none-match": seen });
      expect({ status, body, tag: headers.get("etag") }).toEqual({ status: 304, body: undefined, tag });
    }
    await client.delete(`/sessions/${id}`);
    expect((await client.get(`/sessions/${id}`, { "if-none-match": tag })).status).toBe(200);
  });

  it("is 404 for an id nobody has and for what is no id", async () => {
    for (const id of [randomUUID(), "7", "null", "%00", "a".repeat(90), `${randomUUID()}x`]) {
      expectProblem(await client.get(`/sessions/${id}`), "not-found");
    }
  });

  it("answers HEAD like GET, without the body", async () => {
    const { id } = await givenSession(client);
    const { status, headers, text } = await sendExactly(url, { method: "HEAD", path: `/api/v1/sessions/${id}` });
    expect({ status, text }).toEqual({ status: 200, text: "" });
    expect(headers.get("etag")).toBe((await client.get(`/sessions/${id}`)).headers.get("etag"));
  });
});

describe.skipIf(!backendOfTest().available)("a session past its expires_at, with no worker alive", async () => {
  const { client, database, startWorker, stop } = await startSystem({ workers: 0, env: PATIENT });
  const worker = await startWorker();
  const { id, version } = await givenSession(client)
    .then(({ id }) => client.get(`/sessions/${id}`))
    .then(({ body }) => body.session);
  const active = await client.get(`/sessions/${id}`);
  await stop(worker);
  await database.client`update sportsbook_sessions set expires_at = clock_timestamp() - interval '1 millisecond' where id = ${id}`;

  it("reads as expired, although its row says active", async () => {
    const [row] = await database.client`select status from sportsbook_sessions where id = ${id}`;
    expect(row?.["status"]).toBe("active");
    const { headers, body } = await client.get(`/sessions/${id}`);
    expect(body.session).toMatchObject({ status: "expired", version });
    expect(headers.get("etag")).not.toBe(active.headers.get("etag"));
  });

  it("is listed as expired and not as active", async () => {
    const listed = async (status: string) => (await client.get(`/sessions?status=${status}`)).body.sessions;
    expect(await listed("expired")).toMatchObject([{ id, status: "expired" }]);
    expect(await listed("active")).toEqual([]);
    expect(await listed("revoked")).toEqual([]);
  });

  it("does not match the tag it had while it was active", async () => {
    const seen = active.headers.get("etag") ?? "";
    expect((await client.get(`/sessions/${id}`, { "if-none-match": seen })).status).toBe(200);
    expectProblem(await client.delete(`/sessions/${id}`, { "if-match": seen }), "precondition-failed");
  });
});
