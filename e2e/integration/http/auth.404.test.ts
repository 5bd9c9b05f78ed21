import { randomUUID } from "node:crypto";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { contractIn } from "../../support/contract.ts";
import { givenConsent, givenQueuedJob, givenSession, PATIENT } from "../../support/given.ts";
import { operationsIn, pathWith } from "../../support/openapi.ts";
import { idsOf } from "../../support/pages.ts";
import { expectProblem } from "../../support/problems.ts";
import { newConsent, newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser } from "../../support/tokens.ts";
import { sendExactly } from "../../support/wire.ts";

describe.skipIf(!backendOfTest().available)("a user among others", async () => {
  const { client, startWorker, stop, url } = await startSystem({ workers: 0, env: { ...PATIENT, AUTH_MODE: "jwt" } });
  const worker = await startWorker();
  const [userId, otherId] = [randomUUID(), randomUUID()];
  const [me, other] = [client.with(asUser(userId)), client.with(asUser(otherId.toUpperCase()))];
  const consent = await givenConsent(me, { user_id: userId });
  const own = { user_id: userId, consent_id: consent.id };
  const session = await givenSession(me, own);
  const foreign = await givenConsent(other, { user_id: otherId });
  await stop(worker);
  const job = await givenQueuedJob(me, own);

  it("does everything with what is the user's own", async () => {
    expect((await me.get(`/sessions/${session.id}`)).body.session.id).toBe(session.id);
    expect((await me.get(`/consents/${consent.id}`)).body.consent.id).toBe(consent.id);
    expect((await me.get(`/jobs/${job}`)).body.job).toMatchObject({ id: job, principal: userId });
  });

  it("lists only the user's own", async () => {
    expect(idsOf((await me.get("/sessions")).body.sessions)).toEqual([session.id]);
    expect(idsOf((await me.get("/consents")).body.consents)).toEqual([consent.id]);
    expect(new Set((await me.get("/jobs")).body.jobs.map(({ user_id }: { user_id: string }) => user_id))).toEqual(new Set([userId]));
    expect((await other.get("/sessions")).body.sessions).toEqual([]);
    expect((await other.get(`/sessions?consent_id=${consent.id}`)).body.sessions).toEqual([]);
  });

  const ids: Record<string, string> = { sessions: session.id, consents: consent.id, jobs: job };
  const calls = operationsIn(contractIn("openapi.json")).filter(({ owner }) => owner === "object");

  it.each(calls)("$method $path of another user is, to the byte, the 404 of none", async ({ method, path, scope = "", example: body }) => {
    const id = ids[path.split("/")[3] ?? ""] ?? expect.fail("this test has no object of this sort");
    const ask = async (asked: string) => {
      const content = body ? { body: JSON.stringify(body) } : {};
      const headers = {
        ...asUser(otherId, { scope }),
        "if-match": "*",
        "x-request-id": "the-same",
        ...(body ? { "content-type": "application/json" } : {}),
      };
      const answer = await sendExactly(url, { method, path: pathWith(path, asked), headers, ...content });
      expectProblem(answer, "not-found");
      /** The second question is one more of the same caller. */
      const { date: _date, ratelimit: _left, ...rest } = Object.fromEntries(answer.headers);
      return { text: answer.text, headers: rest };
    };
    expect(await ask(id)).toEqual(await ask(randomUUID()));
  });

  it("has changed nothing by asking", async () => {
    expect((await me.get(`/sessions/${session.id}`)).body.session).toMatchObject({ status: "active", version: 1 });
    expect((await me.get(`/consents/${consent.id}`)).body.consent.status).toBe("valid");
    expect((await me.get(`/jobs/${job}`)).body.job.status).toBe("queued");
  });

  it("takes back what the user asked for, and not what a service asked for in the user's name", async () => {
    const service = client.with(asService("sessions:write", "jobs:write"));
    const theirs = await givenQueuedJob(service, own);
    expectProblem(await me.delete(`/jobs/${theirs}`), "forbidden");
    expectProblem(await client.delete(`/jobs/${job}`, asUser(userId, { scope: "jobs:read" })), "insufficient-scope");
    expect((await me.delete(`/jobs/${job}`)).status).toBe(200);
    expect((await service.delete(`/jobs/${theirs}`)).status).toBe(200);
  });

  it("does not see the jobs of the system", async () => {
    const expiries = await client.post("/session-expiries", {}, { ...asService("expiries:write"), prefer: "respond-async" });
    expectProblem(await me.get(`/jobs/${expiries.body.job_id}`), "not-found");
  });

  it("cannot use another's consent, and learns nothing of it", async () => {
    await startWorker();
    const [taken, none] = [
      await me.post("/sessions", newSession({ ...own, consent_id: foreign.id })),
      await me.post("/sessions", newSession({ ...own, consent_id: randomUUID() })),
    ];
    for (const answer of [taken, none]) expectProblem(answer, "consent-refused", { reasons: ["consent_not_found"] });
    expect(taken.body.detail).toBe(none.body.detail);
    expect((await me.post("/consents", newConsent({ user_id: userId }))).status).toBe(201);
  });

  /** What takes away comes first: to an order on what has ended the answer is 409, and a stream of a job that has settled ends. */
  it.each(calls.toSorted((a, b) => (a.method < b.method ? -1 : 1)))("$method $path lets its owner through", async (operation) => {
    const { method, path, scope = "", example } = operation;
    const headers = { ...asUser(userId, { scope }), prefer: "respond-async" };
    const { status, body } = await client.send(method, `/${pathWith(path, ids[path.split("/")[3] ?? ""] ?? "")}`, example, headers);
    const denied = ["not-found", "forbidden", "insufficient-scope", "unauthenticated"].map((type) => `urn:assent:problem:${type}`);
    expect(denied, `${status}`).not.toContain(body.type);
  });
});
