/** What one caller has, in the hands of another: cursors and keys of requests. */
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { givenConsent, givenSession, PATIENT } from "../support/given.ts";
import { idsOf } from "../support/pages.ts";
import { expectProblem } from "../support/problems.ts";
import { newSession } from "../support/requests.ts";
import { startSystem } from "../support/system.ts";
import { asUser } from "../support/tokens.ts";

const { client } = await startSystem({ env: { ...PATIENT, AUTH_MODE: "jwt" } });

async function somebody() {
  const user_id = randomUUID();
  const caller = client.with(asUser(user_id));
  const { id: consent_id } = await givenConsent(caller, { user_id });
  return { caller, own: { user_id, consent_id } };
}
const [me, other] = [await somebody(), await somebody()];
const { caller, own } = me;

it.each(["sessions", "jobs"])("a cursor of %s shows whoever brings it nothing but their own", async (list) => {
  const theirs = await givenSession(other.caller, other.own);
  for (let i = 0; i < 3; i++) await givenSession(caller, own);
  const { next_cursor } = (await caller.get(`/${list}?limit=1`)).body;
  expect(next_cursor).toEqual(expect.any(String));
  const shown = (await other.caller.get(`/${list}?cursor=${next_cursor}`)).body[list];
  expect(new Set(shown.map(({ user_id }: { user_id: string }) => user_id))).toEqual(new Set([other.own.user_id]));
  if (list === "sessions") expect(idsOf(shown)).toContain(theirs.id);
  expectProblem(await other.caller.get(`/${list}?cursor=${next_cursor}&user_id=${own.user_id}`), "forbidden");
});

it("a key of another user's request is a new key: no answer of theirs is repeated, and none of their requests is met", async () => {
  const key = { "idempotency-key": "a-key-that-two-users-chose" };
  const [mine, theirs] = [newSession(own), newSession(other.own)];
  const first = await caller.post("/sessions", mine, key);
  const second = await other.caller.post("/sessions", theirs, key);
  expect([first.status, second.status, second.headers.get("idempotency-replayed")]).toEqual([201, 201, null]);
  expect(second.body.session.user_id).toBe(other.own.user_id);
  expect((await caller.post("/sessions", mine, key)).body).toEqual(first.body);
  expect((await other.caller.post("/sessions", theirs, key)).body).toEqual(second.body);
});

it("the same key and body, brought by another user, is refused like every call in somebody else's name", async () => {
  const [body, key] = [newSession(own), { "idempotency-key": "copied" }];
  expect((await caller.post("/sessions", body, key)).status).toBe(201);
  expectProblem(await other.caller.post("/sessions", body, key), "forbidden");
});

it("no answer is repeated to a caller who may not make the call any more", async () => {
  const [body, key] = [newSession(own), { "idempotency-key": "from-when-I-could" }];
  const before = await caller.post("/sessions", body, key);
  expect(before.status).toBe(201);
  const limited = client.with(asUser(own.user_id, { scope: "sessions:read" }));
  expectProblem(await limited.post("/sessions", body, key), "insufficient-scope");
  expect((await caller.post("/sessions", body, key)).body).toEqual(before.body);
});
