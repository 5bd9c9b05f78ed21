import { SEED } from "@assent/db";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenUser, PATIENT } from "../../support/given.ts";
import { anonymous, expectInvalid, expectProblem } from "../../support/problems.ts";
import { newConsent, newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { asUser, bearer, claimsOf, macToken } from "../../support/tokens.ts";

describe.skipIf(!backendOfTest().available)("Idempotency-Key", async () => {
  const { client: anyone, startWorker } = await startSystem({ workers: 0, env: { ...PATIENT, AUTH_MODE: "jwt" } });
  const service = (name: string) =>
    anyone.with(bearer(macToken(claimsOf(name, { scope: "sessions:write consents:write jobs:read sessions:read" }))));
  const client = service("engine-a");
  const queued = newSession();
  const waiting = await client.post("/sessions", queued, { "idempotency-key": "before-any-worker", prefer: "respond-async" });
  await startWorker();
  const own = await givenUser(client);
  const body = newSession(own);
  const post = (key: string, changes: Record<string, unknown> = {}) =>
    client.post("/sessions", { ...body, ...changes }, { "idempotency-key": key });

  it("answers a repetition with the same status, body and address, and says so", async () => {
    const first = await post("twice");
    const second = await post("twice");
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(second).toMatchObject({ status: 201, body: first.body });
    for (const name of ["location", "etag"]) expect(second.headers.get(name)).toBe(first.headers.get(name));
  });

  it("repeats a refusal as well", async () => {
    const changes = { user_id: SEED.expired.userId, consent_id: SEED.expired.consentId };
    const [first, second] = [await post("refused", changes), await post("refused", changes)];
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expectProblem(second, "consent-refused");
    expect(anonymous(second)).toBe(anonymous(first));
    expect(second.body.job_id).toBe(first.body.job_id);
  });

  it("does not mind the order of the fields, the form of a time or how long the client waits", async () => {
    const first = await post("same-meaning", { expires_at: "2030-01-01T00:00:00Z" });
    const turned = Object.fromEntries(Object.entries({ ...body, expires_at: "2030-01-01T02:00:00.000+02:00" }).reverse());
    const second = await client.post("/sessions", turned, { "idempotency-key": "same-meaning", prefer: "wait=3" });
    expect(second).toMatchObject({ status: 201, body: first.body });
  });

  it("creates one session for twenty requests at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post("parallel")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1);
    const { jobs } = (await client.get(`/jobs?user_id=${own.user_id}&limit=200`)).body;
    expect(jobs.filter(({ id }: { id: string }) => id === answers[0]?.body.job_id)).toHaveLength(1);
    const { sessions } = (await client.get(`/sessions?user_id=${own.user_id}&limit=200`)).body;
    expect(sessions.filter(({ id }: { id: string }) => id === answers[0]?.body.session.id)).toHaveLength(1);
  });

  it("joins a repetition to the job that is still under way", async () => {
    const again = await client.post("/sessions", queued, { "idempotency-key": "before-any-worker" });
    expect(again).toMatchObject({ status: 201, body: { job_id: waiting.body.job_id } });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
  });

  it("is 422 for another body, another token of the sportsbook or another address under the same key", async () => {
    await post("taken");
    expectProblem(await post("taken", { sportsbook: "other_book" }), "idempotency-key-reused");
    expectProblem(await post("taken", { session_data: "another token" }), "idempotency-key-reused");
    expectProblem(await client.post("/consents", newConsent(), { "idempotency-key": "taken" }), "idempotency-key-reused");
  });

  it("belongs to its principal", async () => {
    const first = await post("shared");
    for (const other of [service("engine-b"), anyone.with(asUser(own.user_id))]) {
      const answer = await other.post("/sessions", body, { "idempotency-key": "shared" });
      expect(answer.status).toBe(201);
      expect(answer.headers.get("idempotency-replayed")).toBeNull();
      expect(answer.body.session.id).not.toBe(first.body.session.id);
    }
  });

  it("works on consents and on their checks", async () => {
    const grant = () => client.post("/consents", newConsent(), { "idempotency-key": "grant-1" });
    const [first, second] = [await grant(), await grant()];
    expect(second).toMatchObject({ status: 201, body: first.body });
    const check = (id: string) => client.post(`/consents/${id}/checks`, {}, { "idempotency-key": "check-1" });
    const checked = await check(own.consent_id);
    const again = await check(own.consent_id);
    expect(again).toMatchObject({ status: 200, body: checked.body });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expectProblem(await check(first.body.consent.id), "idempotency-key-reused");
  });

  it("may be any 255 visible characters, and nothing else", async () => {
    for (const key of ["x".repeat(255), '!"#$%&()*+,-./:;<=>?@[]^_`{|}~']) expect((await post(key)).status).toBe(201);
    for (const key of ["x".repeat(256), "", "two words", "a\tb", "caf\u00e9", "a\u0080b"])
      expectInvalid(await post(key), "idempotency-key");
  });

  it("makes no two requests one when it is not given", async () => {
    const [a, b] = [await client.post("/sessions", body), await client.post("/sessions", body)];
    expect(a.body.session.id).not.toBe(b.body.session.id);
  });
});
