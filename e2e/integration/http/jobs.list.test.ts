import { randomUUID } from "node:crypto";
import { registry } from "@assent/jobs";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenConsent, givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { idsOf, walk } from "../../support/pages.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("GET /jobs", async () => {
  const { client } = await startSystem({ env: PATIENT });
  const own = await givenUser(client);
  const session = await givenSession(client, own);
  await client.delete(`/sessions/${session.id}`);
  await client.post("/sessions", newSession({ ...own, consent_id: randomUUID() }));
  const kinds = async (query: string) =>
    (await client.get(`/jobs?user_id=${own.user_id}&${query}`)).body.jobs.map(({ kind }: { kind: string }) => kind);

  it("lists a user's jobs, newest first", async () => {
    expect(await kinds("")).toEqual(["session.create", "session.revoke", "session.create", "consent.grant"]);
  });

  it("filters by kind, by status and by both", async () => {
    expect(await kinds("kind=session.create")).toEqual(["session.create", "session.create"]);
    expect(await kinds("status=refused")).toEqual(["session.create"]);
    expect(await kinds("status=completed&kind=session.create")).toEqual(["session.create"]);
    expect(await kinds("kind=consent.withdraw")).toEqual([]);
  });

  it("shows who asked, under which request, and neither payload nor result", async () => {
    const { jobs } = (await client.get(`/jobs?user_id=${own.user_id}&kind=session.revoke`)).body;
    expect(Object.keys(jobs[0]).sort()).toEqual([
      ...["attempts", "created_at", "id", "kind", "principal", "problem", "request_id", "settled_at"],
      ...["started_at", "status", "trace_id", "user_id", "worker_id"],
    ]);
    expect(jobs[0]).toMatchObject({ principal: "anonymous", request_id: expect.any(String), user_id: own.user_id });
  });

  it("walks all pages", async () => {
    const user_id = randomUUID();
    await Promise.all(Array.from({ length: 7 }, () => givenConsent(client, { user_id })));
    const walked = idsOf(await walk(client, `/jobs?user_id=${user_id}`, "jobs", 2));
    expect(walked).toHaveLength(7);
    expect(walked).toEqual([...new Set(walked)].sort().reverse());
  });

  it("refuses filters that cannot be", async () => {
    expectInvalid(await client.get("/jobs?status=done"), "status");
    expectInvalid(await client.get("/jobs?kind=%00"), "kind");
    const unknown = await client.get("/jobs?kind=no.such");
    expectInvalid(unknown, "kind");
    for (const { name } of registry.values()) expect(unknown.body.errors[0].rule).toContain(`"${name}"`);
    expectInvalid(await client.get("/jobs?user_id=me"), "user_id");
    expectInvalid(await client.get("/jobs?limit=0"), "limit");
    expectInvalid(await client.get("/jobs?payload=x"), "payload");
    expectProblem(await client.get("/jobs?cursor=nonsense"), "invalid-cursor");
  });
});
