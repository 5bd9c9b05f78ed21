import { randomUUID } from "node:crypto";
import { SEED } from "@assent/db";
import { type EventView, eventView } from "@assent/domain";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import type { Client } from "../../support/client.ts";
import { givenConsent, givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { inHours } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser } from "../../support/tokens.ts";

const typesOf = (events: EventView[]) => events.map(({ type }) => type);

/** All there is after a cursor, and the cursor behind it. */
async function readAll(client: Client, query = "", after?: string) {
  const events: EventView[] = [];
  let cursor = after;
  for (let found = 1; found > 0; ) {
    const { status, body } = await client.get(`/events?limit=3${query}${cursor ? `&after=${cursor}` : ""}`);
    expect(status, JSON.stringify(body)).toBe(200);
    events.push(...body.events);
    found = body.events.length;
    cursor = body.next_cursor;
  }
  return { events, cursor: cursor as string };
}

describe.skipIf(!backendOfTest().available)("GET /events", async () => {
  const { client, database } = await startSystem({ env: { ...PATIENT, AUTH_MODE: "jwt" } });
  const service = client.with(asService("events:read", "sessions:write", "consents:write"));

  it("tells what became of a user's session and consent, in order, and neither token nor evidence", async () => {
    const [token, evidence] = [`token-${randomUUID()}`, `evidence-${randomUUID()}`];
    const own = await givenUser(service, { evidence: { evidence } });
    const session = await givenSession(service, { ...own, session_data: token });
    await service.patch(`/sessions/${session.id}`, { expires_at: inHours(2) });
    await service.patch(`/sessions/${session.id}`, { status: "expired" });
    await service.delete(`/sessions/${session.id}`);
    await service.delete(`/sessions/${session.id}`);
    await service.delete(`/consents/${own.consent_id}`);
    const { events } = await readAll(service, `&user_id=${own.user_id}`);
    expect(typesOf(events)).toEqual([
      ...["consent.granted", "session.created", "session.renewed", "session.expired", "session.revoked", "consent.withdrawn"],
    ]);
    expect(events[1]).toEqual({
      ...{ id: expect.any(String), type: "session.created", occurred_at: expect.any(String), user_id: own.user_id },
      ...{ session_id: session.id, consent_id: own.consent_id, job_id: expect.any(String) },
      data: { sportsbook: session.sportsbook, expires_at: session.expires_at, paper_trading: true },
    });
    for (const event of events) expect(eventView.strict().parse(event)).toEqual(event);
    const text = JSON.stringify(events);
    for (const secret of [token, evidence, "evidence"]) expect(text).not.toContain(secret);
    const [row] = await database.client`select action from audit_logs where id = ${events[1]?.id ?? ""}`;
    expect(row).toEqual({ action: "session.created" });
  });

  it("is filtered by type, user and session", async () => {
    const own = await givenUser(service);
    const [one, other] = [await givenSession(service, own), await givenSession(service, own)];
    await service.delete(`/consents/${own.consent_id}`);
    const read = async (query: string) => typesOf((await readAll(service, query)).events);
    expect(await read(`&session_id=${one.id}`)).toEqual(["session.created", "session.revoked"]);
    expect(await read(`&user_id=${own.user_id}&types=session.revoked,consent.granted`)).toEqual([
      ...["consent.granted", "session.revoked", "session.revoked"],
    ]);
    expect(await read(`&session_id=${other.id.toUpperCase()}&types=session.revoked`)).toEqual(["session.revoked"]);
    expect(await read(`&session_id=${one.id}&user_id=${randomUUID()}`)).toEqual([]);
  });

  it("shows a user's token its own user's events alone", async () => {
    const [mine, theirs] = [await givenUser(service), await givenUser(service)];
    const me = client.with(asUser(mine.user_id));
    const { events } = await readAll(me);
    expect(events.map(({ user_id, consent_id }) => [user_id, consent_id])).toEqual([[mine.user_id, mine.consent_id]]);
    expectProblem(await me.get(`/events?user_id=${theirs.user_id}`), "forbidden");
    expect((await readAll(me, `&session_id=${randomUUID()}`)).events).toEqual([]);
    expectProblem(await client.get("/events", asService("audit:read")), "insufficient-scope");
  });

  it("answers whoever waits as soon as something has happened that they want, and keeps their place when nothing has", async () => {
    const own = await givenUser(service);
    const { cursor } = await readAll(service, `&user_id=${own.user_id}`);
    const waiting = service.get(`/events?user_id=${own.user_id}&after=${cursor}`, { prefer: "wait=30" });
    const nothing = service.get(`/events?user_id=${randomUUID()}&after=${cursor}`, { prefer: "wait=1" });
    await givenConsent(service);
    const began = performance.now();
    await givenSession(service, own);
    const { body, headers } = await waiting;
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(headers.get("preference-applied")).toBe("wait=30");
    expect(typesOf(body.events)).toEqual(["session.created"]);
    expect((await readAll(service, `&user_id=${own.user_id}`, body.next_cursor)).events).toEqual([]);
    const empty = await nothing;
    expect(empty.body.events).toEqual([]);
    await givenSession(service, own);
    expect(typesOf((await readAll(service, `&user_id=${own.user_id}`, empty.body.next_cursor)).events)).toContain("session.created");
  });

  it("begins at a time", async () => {
    const own = await givenUser(service);
    const since = async (time: number) =>
      (await service.get(`/events?user_id=${own.user_id}&since=${new Date(time).toISOString()}`)).body.events;
    expect(typesOf(await since(Date.now()))).toEqual(["consent.granted"]);
    expect(await since(Date.now() + 3_600_000)).toEqual([]);
  });

  it("tells of a consent whose time has come, and of none that had expired before there were events", async () => {
    const { id } = await givenConsent(service, { expires_at: new Date(Date.now() + 1_500).toISOString() });
    const { cursor } = await readAll(service);
    const { body } = await service.get(`/events?types=consent.expired&after=${cursor}`, { prefer: "wait=20" });
    expect(body.events).toMatchObject([
      { type: "consent.expired", consent_id: id, job_id: null, data: { expires_at: expect.any(String) } },
    ]);
    expect(JSON.stringify((await readAll(service, "&types=consent.expired")).events)).not.toContain(SEED.expired.consentId);
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["types=session.created,session.lost", "types.1"],
    ["types=", "types.0"],
    ["user_id=me", "user_id"],
    ["session_id=mine", "session_id"],
    ["since=yesterday", "since"],
    ["since=2027-01-01T00:00:00Z&after=x", "since"],
    ["cursor=x", "cursor"],
  ])("refuses ?%s and names the field", async (query, field) => {
    expectInvalid(await service.get(`/events?${query}`), field);
  });

  it("refuses a cursor that it has not made", async () => {
    for (const cursor of ["", "x", Buffer.from(SEED.valid.userId).toString("base64url")])
      expectProblem(await service.get(`/events?after=${cursor}`), "invalid-cursor");
    expectProblem(await service.get("/events", { "last-event-id": "x" }), "invalid-cursor");
  });
});
