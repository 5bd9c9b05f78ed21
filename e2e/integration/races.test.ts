/** The promise of the whole: no session is alive under a consent that is not valid, whatever runs at once. */
import { findJob, SEED } from "@assent/db";
import { newId } from "@assent/domain";
import { consentWithdraw, createRunner, sessionCreate, sessionRenew } from "@assent/jobs";
import { testDatabase } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { inHours } from "../support/requests.ts";
import { accept, countOf } from "../support/rows.ts";

const ALIVE_WITHOUT_CONSENT = `status = 'active' and not exists (select from user_consents c
  where c.id = consent_id and c.user_id = sportsbook_sessions.user_id and c.withdrawn_at is null
  and (c.expires_at is null or c.expires_at >= sportsbook_sessions.expires_at))`;

const { userId } = SEED.valid;

describe("racing creations, renewals and withdrawals", async () => {
  const database = await testDatabase();
  const runner = createRunner(database.db, () => null);

  const consent = async () => {
    const id = newId();
    await database.client`insert into user_consents (id, user_id, purpose, document_version) values (${id}, ${userId}, 'account_session', '1')`;
    return id;
  };
  const creation = (consentId: string) => ({
    ...{ session_id: newId(), user_id: userId, consent_id: consentId, sportsbook: "acme", paper_trading: true },
    ...{ session_data: { key_id: "k", wrapped_key: "AAAA", ciphertext: "AAAA" }, expires_at: inHours(1) },
  });

  const acceptWithdrawal = (consentId: string) =>
    accept(database, consentWithdraw, [{ consent_id: consentId, user_id: userId, reason: null }]);
  const withdraw = async (consentId: string) => runner.run(consentWithdraw, await acceptWithdrawal(consentId));

  it("leave no session alive under a withdrawn consent", async () => {
    for (let round = 0; round < 30; round++) {
      const consentId = await consent();
      const creations = await accept(
        database,
        sessionCreate,
        Array.from({ length: 12 }, () => creation(consentId)),
      );
      const deliveries = creations.map((id) => () => runner.run(sessionCreate, [id]));
      deliveries.splice(round % 12, 0, () => withdraw(consentId));
      await Promise.all([runner.run(sessionCreate, creations.slice(6)), ...deliveries.map((run) => run())]);
    }
    expect(await countOf(database, "jobs", "status = 'completed' and kind = 'session.create'")).toBeGreaterThan(0);
    expect(await countOf(database, "jobs", "status = 'refused' and kind = 'session.create'")).toBeGreaterThan(0);
    expect(await countOf(database, "jobs", "status = 'queued'")).toBe(0);
    expect(await countOf(database, "sportsbook_sessions", ALIVE_WITHOUT_CONSENT)).toBe(0);
    expect(await countOf(database, "sportsbook_sessions", "status <> 'active' and session_data is not null")).toBe(0);
  });

  it("renew no session that has just lost its consent", async () => {
    for (let round = 0; round < 20; round++) {
      const consentId = await consent();
      const created = creation(consentId);
      await runner.run(sessionCreate, await accept(database, sessionCreate, [created]));
      const target = { session_id: created.session_id, user_id: userId, if_version: null };
      const renewals = await accept(
        database,
        sessionRenew,
        [1, 2, 3].map((hours) => ({ ...target, expires_at: inHours(hours) })),
      );
      await Promise.all([...renewals.map((id) => runner.run(sessionRenew, [id])), withdraw(consentId)]);
    }
    expect(await countOf(database, "sportsbook_sessions", "status = 'active'")).toBe(
      await countOf(database, "sportsbook_sessions", `status = 'active' and not (${ALIVE_WITHOUT_CONSENT})`),
    );
    expect(await countOf(database, "jobs", "status = 'queued'")).toBe(0);
  });

  it("count a withdrawal from when it was accepted, and only by the user whose consent it is", async () => {
    const consentId = await consent();
    await accept(database, consentWithdraw, [{ consent_id: consentId, user_id: newId(), reason: null }]);
    const [allowed = ""] = await accept(database, sessionCreate, [creation(consentId)]);
    expect(await runner.run(sessionCreate, [allowed])).toMatchObject([{ status: "completed" }]);

    await acceptWithdrawal(consentId);
    const [refused = ""] = await accept(database, sessionCreate, [creation(consentId)]);
    expect(await runner.run(sessionCreate, [refused])).toMatchObject([{ status: "refused" }]);
    expect((await findJob(database.db, refused))?.problem).toMatchObject({ reasons: ["consent_withdrawn"] });
    await database.client`delete from jobs where status = 'queued'`;
  });

  it("are stopped by the database itself where code would let them through", async () => {
    const consentId = await consent();
    const insert = (user: string, data: string | null) => database.client`insert into sportsbook_sessions
      (id, user_id, consent_id, sportsbook, session_data, key_id, paper_trading, expires_at, created_by_job)
      values (${newId()}, ${user}, ${consentId}, 'acme', ${data}, ${data && "k"}, true, now() + interval '1 hour', ${newId()}) returning id`;
    await expect(insert(newId(), "sealed")).rejects.toThrow("sportsbook_sessions_consent_of_user");
    await expect(insert(userId, null)).rejects.toThrow("sportsbook_sessions_data_while_active");
    const [session] = await insert(userId, "sealed");
    await database.client`update sportsbook_sessions set status = 'revoked', session_data = null, key_id = null, ended_at = now() where id = ${session?.["id"]}`;
    const resurrection = database.client`update sportsbook_sessions set status = 'active', session_data = 'x', key_id = 'k', ended_at = null where id = ${session?.["id"]}`;
    await expect(resurrection).rejects.toThrow("has ended and stays revoked");
  });

  it("cannot be hidden: audit rows are neither changed nor removed", async () => {
    await expect(database.client`update audit_logs set actor = 'nobody'`).rejects.toThrow("append-only");
    await expect(database.client`delete from audit_logs`).rejects.toThrow("append-only");
    await expect(database.client`truncate audit_logs`).rejects.toThrow("append-only");
  });
});
