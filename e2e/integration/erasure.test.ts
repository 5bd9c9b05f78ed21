/** The right to be forgotten: what is personal goes, in one transaction, and the audit log still verifies. */
import { readOutcomes } from "@assent/db";
import { newId } from "@assent/domain";
import {
  consentGrant,
  consentWithdraw,
  createRunner,
  type Kind,
  placeHold,
  releaseHold,
  sessionCreate,
  sessionRevoke,
  userErase,
} from "@assent/jobs";
import { testDatabase, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { sealAll, verifyDatabase } from "../support/audit.ts";
import { inHours } from "../support/requests.ts";
import { accept, countOf } from "../support/rows.ts";

/** Written wherever a user, or somebody about a user, can write. */
const CANARY = "canary-4c1f";
const by = { principal: "counsel", requestId: null };
const NOTHING = {
  ...{ consents_withdrawn: 0, sessions_ended: 0, consents_erased: 0, sessions_erased: 0, jobs_cancelled: 0, jobs_erased: 0 },
};

describe("an erasure", async () => {
  const database = await testDatabase();
  const { db, client } = database;
  const runner = createRunner(db, () => null);

  const run = async (kind: Kind, payload: Record<string, unknown>) => {
    const ids = await accept(database, kind, [payload]);
    const [ran] = await runner.run(kind, ids);
    if (ran && "error" in ran) throw ran.error;
    const [outcome] = await readOutcomes(db, ids);
    return outcome;
  };
  const statusOf = (...ids: string[]) => Promise.all(ids.map(async (id) => (await readOutcomes(db, [id]))[0]?.status));
  const erase = (user_id: string) => run(userErase, { user_id });
  const terms = { purpose: "account_session", document_version: "1", sportsbooks: null, expires_at: inHours(48) };
  const grant = async (user_id: string) => {
    const consent_id = newId();
    await run(consentGrant, { ...terms, user_id, consent_id, evidence: { ip: CANARY } });
    return { user_id, consent_id };
  };
  const newSession = (consent: { user_id: string; consent_id: string }) => ({
    ...{ ...consent, session_id: newId(), sportsbook: "acme", paper_trading: true, expires_at: inHours(1) },
    session_data: { key_id: "k", wrapped_key: "AAAA", ciphertext: "AAAA" },
  });
  const openSession = async (consent: { user_id: string; consent_id: string }) => {
    const session = newSession(consent);
    await run(sessionCreate, session);
    return { session_id: session.session_id, user_id: session.user_id, if_version: null };
  };

  /** Two consents, three sessions, and a job of each sort that can hold something. */
  async function givenLife() {
    const kept = await grant(newId());
    const left = await grant(kept.user_id);
    const ended = await openSession(kept);
    await openSession(kept);
    await openSession(left);
    await run(sessionRevoke, { ...ended, reason: CANARY });
    await run(consentWithdraw, { ...left, reason: CANARY });
    const [failed = ""] = await accept(database, sessionCreate, [newSession(kept)]);
    await client`update jobs set status = 'failed', settled_at = now() where id = ${failed}`;
    const [queued = ""] = await accept(database, consentGrant, [
      { ...terms, user_id: kept.user_id, consent_id: newId(), evidence: { ip: CANARY } },
    ]);
    return { ...kept, failed, queued };
  }

  const tables = async () =>
    (
      await client<{ name: string }[]>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`
    ).map(({ name }) => name);
  const placesOf = async (text: string) => {
    const found = await Promise.all(
      (await tables()).map(async (name) => ((await countOf(database, `"${name}" as t`, `t::text like '%${text}%'`)) > 0 ? name : [])),
    );
    return found.flat();
  };

  it("destroys evidence, reasons, tokens and keys wherever they are, and the log verifies", async () => {
    const { user_id, failed, queued } = await givenLife();
    expect(await placesOf(CANARY)).toEqual(expect.arrayContaining(["user_consents", "sportsbook_sessions"]));

    expect(await erase(user_id)).toMatchObject({
      status: "completed",
      result: {
        erasure: { consents_withdrawn: 1, sessions_ended: 1, consents_erased: 2, sessions_erased: 3, jobs_cancelled: 2, jobs_erased: 6 },
      },
    });

    expect(await placesOf(CANARY)).toEqual([]);
    expect(await countOf(database, "sportsbook_sessions", "session_data is not null or wrapped_key is not null")).toBe(0);
    expect(await countOf(database, "user_consents", "evidence_salt is not null or withdrawn_at is null")).toBe(0);
    expect(await countOf(database, "jobs", "payload ? 'session_data'")).toBe(0);
    expect(await statusOf(failed, queued)).toEqual(["cancelled", "cancelled"]);
    await sealAll(db);
    expect(await verifyDatabase(db)).toMatchObject({ total: 0, findings: [] });
  });

  it("leaves jobs readable: each result still has its kind's shape", async () => {
    const { user_id } = await givenLife();
    await erase(user_id);
    const rows = await client`select kind, result from jobs where user_id = ${user_id} and status = 'completed'`;
    const shapes = new Map(
      [consentGrant, consentWithdraw, sessionCreate, sessionRevoke, userErase].map((kind) => [kind.name, kind.result]),
    );
    expect(rows.map(({ kind, result }) => shapes.get(kind)?.safeParse(result).error).filter(Boolean)).toEqual([]);
  });

  it("touches nobody else, and says that nothing was left when it is repeated", async () => {
    const [mine, other] = [await givenLife(), await givenLife()];
    await erase(mine.user_id);
    expect(await countOf(database, "user_consents", `user_id = '${other.user_id}' and evidence is not null`)).toBe(2);
    expect(await countOf(database, "sportsbook_sessions", `user_id = '${other.user_id}' and status = 'active'`)).toBe(1);
    expect(await erase(mine.user_id)).toMatchObject({ status: "completed", result: { erasure: NOTHING } });
    expect(await countOf(database, "audit_logs", `action = 'user.erased' and subject = 'user:${mine.user_id}'`)).toBe(2);
  });

  it("lets the user come back: what is consented to afterwards is kept", async () => {
    const { user_id } = await grant(newId());
    await erase(user_id);
    await grant(user_id);
    expect(await countOf(database, "user_consents", `user_id = '${user_id}' and evidence is not null`)).toBe(1);
    await sealAll(db);
    expect(await verifyDatabase(db)).toMatchObject({ total: 0, findings: [] });
  });

  it("is refused where retention has asked for it and the user has come back since", async () => {
    const { user_id } = await grant(newId());
    const before = new Date(Date.now() - 60_000).toISOString();
    expect(await run(userErase, { user_id, unless_consent_after: before })).toMatchObject({ status: "refused", problem: { status: 409 } });
    expect(await countOf(database, "user_consents", `user_id = '${user_id}' and withdrawn_at is null`)).toBe(1);
  });

  it("lets nobody create under a consent of the user, as soon as it is accepted", async () => {
    const consent = await grant(newId());
    await accept(database, userErase, [{ user_id: consent.user_id }]);
    expect(await run(sessionCreate, newSession(consent))).toMatchObject({ status: "refused", problem: { reasons: ["consent_withdrawn"] } });
  });

  it("is refused while the user is under a legal hold, of which it tells nothing more, and does nothing", async () => {
    const { user_id, queued } = await givenLife();
    const hold = await placeHold(db, user_id, "case 4711", by);
    const refused = await erase(user_id);
    expect(refused).toMatchObject({ status: "refused", problem: { status: 409, reasons: ["legal_hold"] } });
    for (const told of [hold.id, hold.placedBy, "4711"]) expect(refused?.problem?.detail).not.toContain(told);
    expect(await statusOf(queued)).toEqual(["queued"]);
    expect(await countOf(database, "user_consents", `user_id = '${user_id}' and evidence is not null`)).toBe(2);
    await releaseHold(db, hold.id, by);
    expect(await erase(user_id)).toMatchObject({ status: "completed" });
  });

  /** Resolves when so many transactions of this database wait for a lock that another has. */
  const waiting = (count: number) =>
    until(`${count} wait for a lock`, async () => {
      const waits = await countOf(database, "pg_stat_activity", "datname = current_database() and wait_event_type = 'Lock'");
      return waits >= count || undefined;
    });

  /** What was done, in the order in which it was. */
  const ordersOf = async (userId: string) => {
    const rows = await client`select action from audit_logs where user_id = ${userId} and outcome = 'ok'
      and action in ('hold.placed', 'user.erased') order by occurred_at`;
    return rows.map(({ action }) => action);
  };

  it("takes everything back when a hold is placed while it begins", async () => {
    const { user_id, queued, failed } = await givenLife();
    const [erasing = ""] = await accept(database, userErase, [{ user_id }]);
    let ran: Promise<unknown> = Promise.resolve();
    await client.begin(async (sql) => {
      await sql`select from jobs where id = ${queued} for update`;
      ran = runner.run(userErase, [erasing]);
      await waiting(1);
      await placeHold(db, user_id, "case 4712", by);
    });
    expect(await ran).toMatchObject([{ error: { name: "ForbiddenMeanwhile" } }]);
    expect(await statusOf(queued, failed)).toEqual(["queued", "failed"]);
    await runner.run(userErase, [erasing]);
    expect(await statusOf(erasing)).toEqual(["refused"]);
  });

  it("is waited for by a hold that is placed while it is under way", async () => {
    const { user_id, consent_id } = await grant(newId());
    let both: Promise<unknown[]> = Promise.resolve([]);
    await client.begin(async (sql) => {
      await sql`select from user_consents where id = ${consent_id} for update`;
      const erasing = erase(user_id);
      await waiting(1);
      both = Promise.all([erasing, placeHold(db, user_id, "case 4714", by)]);
      await waiting(2);
    });
    await both;
    expect(await ordersOf(user_id)).toEqual(["user.erased", "hold.placed"]);
  });

  it("never commits after a hold has", async () => {
    const users = await Promise.all(Array.from({ length: 12 }, () => grant(newId())));
    await Promise.all(users.flatMap(({ user_id }) => [placeHold(db, user_id, "case 4713", by), erase(user_id).catch(() => undefined)]));
    for (const { user_id } of users) {
      expect([["hold.placed"], ["user.erased", "hold.placed"]]).toContainEqual(await ordersOf(user_id));
    }
  });

  it("is waited for by a consent that is granted meanwhile, so that the log tells their order", async () => {
    const { user_id } = await grant(newId());
    let granted: Promise<unknown> = Promise.resolve();
    await client.begin(async (sql) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('assent-user:' || ${user_id}::uuid, 0))`;
      granted = grant(user_id);
      await waiting(1);
      expect(await countOf(database, "user_consents", `user_id = '${user_id}'`)).toBe(1);
    });
    await granted;
    expect(await countOf(database, "user_consents", `user_id = '${user_id}'`)).toBe(2);
  });

  it("destroys more jobs than one statement does", async () => {
    const { user_id } = await grant(newId());
    await client`insert into jobs (id, kind, payload, principal, user_id, status, settled_at)
      select gen_random_uuid(), 'consent.withdraw', ${JSON.stringify({ user_id, reason: CANARY })}::text::jsonb, 'test', ${user_id}, 'completed', now()
      from generate_series(1, 5001)`;
    expect(await erase(user_id)).toMatchObject({ result: { erasure: { jobs_erased: 5002 } } });
    expect(await countOf(database, "jobs", `user_id = '${user_id}' and payload ->> 'reason' is not null`)).toBe(0);
  });
});
