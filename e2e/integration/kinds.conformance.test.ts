/** What every job kind promises, whatever it does. A new kind is held to it by being in the registry. */
import { findJob } from "@assent/db";
import { AUDIT_ACTIONS, BEGINNING, encodeCursor, newId } from "@assent/domain";
import { createRunner, type Kind, kinds } from "@assent/jobs";
import { type TestDatabase, testDatabase } from "@assent/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { accept, countOf } from "../support/rows.ts";

const USER = "01936f2e-0000-7000-8000-0000000000a1";
const CONSENT = "01936f2e-0000-7000-8000-0000000000c1";
const WEBHOOK = "01936f2e-0000-7000-8000-0000000000d1";
const SESSION = "01936f2e-0000-7000-8000-000000000001";
/** They end every session under a consent, or of a user, in one transaction, and nobody limits their number. */
const ENDING_ALL = ["consent.withdraw", "consent.check", "user.erase"];

describe.each(kinds.map((kind) => [kind.name, kind] as const))("%s", async (_, kind) => {
  const database = await testDatabase();
  const runner = createRunner(database.db, () => null);
  beforeEach(() => prepareWorld(database, kind));

  it("has a well-formed name, a policy within bounds and a known audit action", () => {
    expect(kind.name).toMatch(/^[a-z]+\.[a-z]+$/);
    expect(kind.policy.attempts).toBeGreaterThan(0);
    expect(kind.policy.timeoutMs).toBeLessThanOrEqual(ENDING_ALL.includes(kind.name) ? 300_000 : 10_000);
    expect(AUDIT_ACTIONS).toContain(kind.audit.action);
  });

  it("reads its example, and reads it again from JSON as the same", () => {
    const once = kind.payload.parse(kind.example);
    expect(once).toEqual(kind.example);
    expect(kind.payload.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it("refuses a payload with a field that it does not know", () => {
    expect(kind.payload.safeParse({ ...kind.example, unknown: 1 }).success).toBe(false);
  });

  it("completes its example, answers in its own result's shape, and audits it", async () => {
    const [id = ""] = await accept(database, kind, [kind.example]);
    await runner.run(kind, [id]);
    const row = await findJob(database.db, id);
    expect(row).toMatchObject({ status: "completed", problem: null });
    expect(kind.result.safeParse(row?.result).error).toBeUndefined();
    expect(await countOf(database, "audit_logs", `job_id = '${id}' and action = '${kind.audit.action}'`)).toBe(1);
    for (const field of kind.secrets) expect(row?.payload).not.toHaveProperty(field);
  });

  it("has one effect and one answer when it runs twice", async () => {
    const [id = ""] = await accept(database, kind, [kind.example]);
    await runner.run(kind, [id]);
    const first = await snapshot(database, id);
    expect(await runner.run(kind, [id])).toEqual([{ status: "duplicate" }]);
    expect(await snapshot(database, id)).toEqual(first);
  });

  it("has one effect when twenty deliveries come at once", async () => {
    const [id = ""] = await accept(database, kind, [kind.example]);
    const ran = await Promise.all(Array.from({ length: 20 }, () => runner.run(kind, [id])));
    expect(ran.flat().filter((one) => "status" in one && one.status === "completed")).toHaveLength(1);
    expect(ran.flat().filter((one) => "status" in one && one.status === "duplicate")).toHaveLength(19);
    expect(await countOf(database, "audit_logs", `job_id = '${id}' and action = '${kind.audit.action}'`)).toBe(1);
  });

  it("leaves no trace when it throws after its work", async () => {
    const [id = ""] = await accept(database, kind, [kind.example]);
    const before = await snapshot(database, id);
    const ran = await runner.run(throwingAfter(kind), [id]);
    expect(ran).toMatchObject([{ error: { message: "after the work" } }]);
    expect(await snapshot(database, id)).toEqual(before);
  });

  it("does not take its neighbours with it when its payload cannot be read", async () => {
    const [broken = "", whole = ""] = await accept(database, kind, [{ nothing: "known" }, kind.example]);
    const ran = await runner.run(kind, [broken, whole]);
    expect(ran).toMatchObject([{ error: { name: "ZodError" } }, { status: "completed" }]);
  });
});

/** Payloads as they were first deployed; each must be read for as long as such a row may be open. */
const FIRST_DEPLOYED: Record<string, Record<string, unknown>> = {
  "session.create": {
    ...{ session_id: SESSION, user_id: USER, consent_id: CONSENT, sportsbook: "acme", paper_trading: false },
    ...{ session_data: { key_id: "k", wrapped_key: "AAAA", ciphertext: "AAAA" }, expires_at: "2030-01-01T00:00:00.000Z" },
  },
  "session.renew": { session_id: SESSION, user_id: USER, if_version: 1, expires_at: "2030-01-01T00:00:00.000Z" },
  "session.revoke": { session_id: SESSION, user_id: USER, if_version: null },
  "session.expire": { scope: "one", session_id: SESSION, user_id: USER, if_version: null },
  "consent.grant": {
    ...{ consent_id: CONSENT, user_id: USER, purpose: "account_session", document_version: "1" },
    ...{ sportsbooks: null, expires_at: null, evidence: null },
  },
  "consent.withdraw": { consent_id: CONSENT, user_id: USER, reason: null },
  "consent.check": { consent_id: CONSENT, user_id: USER },
  "user.erase": { user_id: USER },
  "webhook.deliver": { webhook_id: WEBHOOK, test: false },
};

it.each(kinds.map((kind) => [kind.name, kind] as const))("%s still reads its first deployed payload", (name, kind) => {
  expect(FIRST_DEPLOYED[name], "add the first payload of a new kind here").toBeDefined();
  expect(kind.payload.safeParse(FIRST_DEPLOYED[name]).error).toBeUndefined();
});

const throwingAfter = (kind: Kind): Kind => ({
  ...kind,
  async run(context, jobs) {
    await kind.run(context, jobs);
    throw new Error("after the work");
  },
});

/** A user's valid consent, and an active session under it unless the kind is the one that creates it. */
async function prepareWorld({ client }: TestDatabase, kind: Kind) {
  await client`delete from sportsbook_sessions`;
  await client`delete from user_consents`;
  await client`insert into user_consents (id, user_id, purpose, document_version) values (${CONSENT}, ${USER}, 'account_session', '1')`;
  if (kind.name === "session.create") return;
  const cursor = encodeCursor(BEGINNING);
  await client`insert into webhooks (id, url, secret, cursor, created_by) values (${WEBHOOK}, 'https://example.com', 'sealed', ${cursor}, 'test')
    on conflict do nothing`;
  await client`insert into sportsbook_sessions
    (id, user_id, consent_id, sportsbook, session_data, key_id, paper_trading, expires_at, created_by_job)
    values (${SESSION}, ${USER}, ${CONSENT}, 'test_sportsbook', 'sealed', 'k', true, ${kind.name === "session.expire" ? "2020-01-01" : "2095-01-01"}, ${newId()})`;
}

/** Everything a job can change. */
async function snapshot({ client }: TestDatabase, jobId: string) {
  return {
    job: await client`select status, result, problem, payload, settled_at, started_at from jobs where id = ${jobId}`,
    sessions: await client`select * from sportsbook_sessions order by id`,
    consents: await client`select * from user_consents order by id`,
    audit: await client`select * from audit_logs where job_id = ${jobId} order by id`,
  };
}
