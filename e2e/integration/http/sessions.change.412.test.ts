import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenSession, PATIENT } from "../../support/given.ts";
import { expectProblem } from "../../support/problems.ts";
import { inHours } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("If-Match on a session", async () => {
  const { client } = await startSystem({ env: PATIENT });
  const change = (id: string, ifMatch: string) => client.patch(`/sessions/${id}`, { expires_at: inHours(2) }, { "if-match": ifMatch });

  it("lets through who has seen the session as it is", async () => {
    const { id } = await givenSession(client);
    const tag = (await client.get(`/sessions/${id}`)).headers.get("etag") ?? "";
    const renewed = await change(id, tag);
    expect(renewed.status).toBe(200);
    expect((await change(id, `"9-active", ${renewed.headers.get("etag")}`)).status).toBe(200);
    expect((await change(id, "*")).status).toBe(200);
  });

  it("is 412 for who has seen another version, on PATCH and DELETE", async () => {
    const { id } = await givenSession(client);
    const tag = (await client.get(`/sessions/${id}`)).headers.get("etag") ?? "";
    await client.patch(`/sessions/${id}`, { expires_at: inHours(2) });
    for (const stale of [tag, `W/${tag}`, `"x", "y"`, "garbage", ""]) expectProblem(await change(id, stale), "precondition-failed");
    expectProblem(await client.delete(`/sessions/${id}`, { "if-match": tag }), "precondition-failed");
    const weak = `W/${(await client.get(`/sessions/${id}`)).headers.get("etag")}`;
    expectProblem(await change(id, weak), "precondition-failed");
    expect((await client.get(`/sessions/${id}`)).body.session).toMatchObject({ status: "active", version: 2 });
  });

  it("lets one of many simultaneous changes through", async () => {
    const { id } = await givenSession(client);
    const tag = (await client.get(`/sessions/${id}`)).headers.get("etag") ?? "";
    const statuses = (await Promise.all(Array.from({ length: 6 }, () => change(id, tag)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412, 412, 412, 412]);
  });
});
