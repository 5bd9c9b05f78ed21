import { randomUUID } from "node:crypto";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenConsent, givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { idsOf, walk } from "../../support/pages.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("GET /sessions", async () => {
  const { client } = await startSystem({ env: PATIENT });
  const listed = async (query: string) => idsOf((await client.get(`/sessions?${query}`)).body.sessions);

  it("walks all pages, newest first, without a gap or a repetition", async () => {
    const own = await givenUser(client);
    const made = await Promise.all(Array.from({ length: 23 }, () => givenSession(client, own)));
    const walked = idsOf(await walk(client, `/sessions?user_id=${own.user_id}`, "sessions", 5));
    expect(walked).toEqual(idsOf(made).sort().reverse());
  });

  it("has no page after the last, even when that one is full", async () => {
    const own = await givenUser(client);
    await Promise.all(Array.from({ length: 4 }, () => givenSession(client, own)));
    expect(await walk(client, `/sessions?user_id=${own.user_id}`, "sessions", 2)).toHaveLength(4);
    expect((await client.get(`/sessions?user_id=${own.user_id}&limit=4`)).body.next_cursor).toBeNull();
  });

  it("is not disturbed by sessions that are added during the walk", async () => {
    const own = await givenUser(client);
    const made = await Promise.all(Array.from({ length: 7 }, () => givenSession(client, own)));
    const add = async () => void (await givenSession(client, own));
    const walked = await walk(client, `/sessions?user_id=${own.user_id}`, "sessions", 3, add);
    expect(idsOf(walked)).toEqual(idsOf(made).sort().reverse());
  });

  it("filters by user, sportsbook, status and consent, and by all of them", async () => {
    const own = await givenUser(client);
    const { id: consent_id } = await givenConsent(client, { user_id: own.user_id });
    const a = await givenSession(client, { ...own, sportsbook: "book_a" });
    const b = await givenSession(client, { ...own, sportsbook: "book_b" });
    const c = await givenSession(client, { ...own, consent_id, sportsbook: "book_b" });
    await client.delete(`/sessions/${b.id}`);
    const mine = `user_id=${own.user_id}`;
    expect(await listed(mine)).toEqual([c.id, b.id, a.id]);
    expect(await listed(`${mine}&sportsbook=book_b`)).toEqual([c.id, b.id]);
    expect(await listed(`${mine}&status=revoked`)).toEqual([b.id]);
    expect(await listed(`${mine}&status=active`)).toEqual([c.id, a.id]);
    expect(await listed(`consent_id=${consent_id}`)).toEqual([c.id]);
    expect(await listed(`${mine}&status=active&sportsbook=book_b&consent_id=${consent_id}`)).toEqual([c.id]);
    expect(await listed(`user_id=${randomUUID()}`)).toEqual([]);
  });

  it("takes a limit from 1 to 200", async () => {
    for (const limit of [1, 200]) expect((await client.get(`/sessions?limit=${limit}`)).status).toBe(200);
    for (const limit of ["0", "201", "-1", "1.5", "1e2", "07", "", "ten", "%201"]) {
      expectInvalid(await client.get(`/sessions?limit=${limit}`), "limit");
    }
  });

  it("refuses a cursor that it has not given", async () => {
    const own = await givenUser(client);
    await Promise.all([givenSession(client, own), givenSession(client, own)]);
    const { next_cursor } = (await client.get(`/sessions?user_id=${own.user_id}&limit=1`)).body;
    const wrong = ["", "x", "%00", `${next_cursor}%00`, `${next_cursor}=`, `%20${next_cursor}`, next_cursor.slice(1), randomUUID()];
    for (const cursor of wrong) expectProblem(await client.get(`/sessions?cursor=${cursor}`), "invalid-cursor");
  });

  it("refuses filters it does not have, repeated ones and values that cannot be", async () => {
    expectInvalid(await client.get("/sessions?colour=red"), "colour");
    expectInvalid(await client.get("/sessions?__proto__=x"), "__proto__");
    expectInvalid(await client.get("/sessions?status=active&status=revoked"), "status");
    expectInvalid(await client.get("/sessions?status=asleep"), "status");
    expectInvalid(await client.get("/sessions?user_id=7"), "user_id");
    expectInvalid(await client.get("/sessions?sportsbook=%00"), "sportsbook");
  });
});
