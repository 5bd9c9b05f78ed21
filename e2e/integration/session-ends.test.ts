/** Many sessions that end at once: all of them, once, each with the audit row that a single end leaves. */
import { findJob, insertJobs, SEED, seedDevelopmentData } from "@assent/db";
import { newId } from "@assent/domain";
import { consentCheck, consentWithdraw, createRunner, type Kind, sessionExpire, sessionRevoke } from "@assent/jobs";
import { testDatabase, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { accept, countOf, newJobRow } from "../support/rows.ts";
import { holdSessions, putConsent, putSessions } from "../support/sessions.ts";

const { userId } = SEED.valid;
const MANY = 2_000;

describe("the end of many sessions", async () => {
  const database = await testDatabase();
  await seedDevelopmentData(database.db);
  const { client, db } = database;
  const workerId = newId();
  const runner = createRunner(db, () => workerId);

  const run = async (kind: Kind, payload: Record<string, unknown>) => {
    const row = newJobRow(kind, payload, { principal: "somebody", requestId: "req-1" });
    await insertJobs(db, [row]);
    expect(await runner.run(kind, [row.id])).toMatchObject([{ status: "completed" }]);
    return row.id;
  };
  const withdrawalOf = (consent_id: string) => ({ consent_id, user_id: userId, reason: null });

  /** What the sessions under a consent and their audit rows look like, and how many look like that. */
  const endsUnder = (consentId: string) => client`
    select count(*)::int as n, s.status, s.end_reason, s.version, s.session_data is null and s.key_id is null as gone, s.ended_at <= a.occurred_at as in_time,
      s.xmin::text = a.xmin::text as one_transaction, a.actor, a.action, a.outcome, a.user_id, a.job_id, a.worker_id, a.request_id, a.detail
    from sportsbook_sessions s left join audit_logs a on a.subject = 'session:' || s.id
    where s.consent_id = ${consentId} group by ${client.unsafe(Array.from({ length: 14 }, (_, i) => i + 2).join())}`;
  const auditOf = (action: string, job_id: string) => ({
    ...{ actor: "somebody", action, outcome: "ok", user_id: userId, job_id, worker_id: workerId, request_id: "req-1" },
  });
  const ENDED = { version: 2, gone: true, in_time: true, one_transaction: true };

  it("leaves the same rows as the end of one", async () => {
    const consent_id = await putConsent(database, userId);
    await putSessions(database, consent_id, 1);
    const [session] = await client`select id from sportsbook_sessions where consent_id = ${consent_id}`;
    const job = await run(sessionRevoke, { session_id: session?.["id"], user_id: userId, if_version: null });
    const expected = { n: 1, ...ENDED, status: "revoked", end_reason: "revoked", ...auditOf("session.revoked", job) };
    expect([...(await endsUnder(consent_id))]).toEqual([{ ...expected, detail: { reason: "revoked", consent_id } }]);
  });

  it("at a withdrawal: every one, with the consent, and no other", async () => {
    const [consent_id, other] = [await putConsent(database, userId), await putConsent(database, userId)];
    await putSessions(database, consent_id, MANY);
    await putSessions(database, other, 1);
    const job = await run(consentWithdraw, withdrawalOf(consent_id));
    const reason = "consent withdrawn";
    const expected = { n: MANY, ...ENDED, status: "revoked", end_reason: reason, ...auditOf("session.revoked", job) };
    expect([...(await endsUnder(consent_id))]).toEqual([{ ...expected, detail: { reason, consent_id } }]);
    expect((await findJob(db, job))?.result).toMatchObject({ sessions_ended: MANY });
    expect(await countOf(database, "sportsbook_sessions", `consent_id = '${other}' and status = 'active'`)).toBe(1);
    expect(await countOf(database, "audit_logs", `job_id = '${job}' and action = 'consent.withdrawn'`)).toBe(1);
  });

  it("at a check that finds the consent invalid", async () => {
    const consent_id = await putConsent(database, userId);
    await putSessions(database, consent_id, MANY);
    await client`update user_consents set withdrawn_at = now() where id = ${consent_id}`;
    const job = await run(consentCheck, { consent_id, user_id: userId });
    const reason = "consent_withdrawn";
    const expected = { n: MANY, ...ENDED, status: "revoked", end_reason: reason, ...auditOf("session.revoked", job) };
    expect([...(await endsUnder(consent_id))]).toEqual([{ ...expected, detail: { reason, consent_id } }]);
  });

  it("at their time", async () => {
    const consent_id = await putConsent(database, userId);
    await putSessions(database, consent_id, MANY, "0 seconds");
    const job = await run(sessionExpire, { scope: "due" });
    const reason = "reached expires_at";
    const expected = { n: MANY, ...ENDED, status: "expired", end_reason: reason, ...auditOf("session.expired", job) };
    expect([...(await endsUnder(consent_id))]).toEqual([{ ...expected, detail: { reason, consent_id } }]);
    expect(await countOf(database, "sportsbook_sessions", `consent_id = '${consent_id}' and ended_at < expires_at`)).toBe(0);
  });

  it("gives audit rows ids that sort by time", async () => {
    const ms = `('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint`;
    const odd = `substr(id::text, 15, 1) <> '7' or substr(id::text, 20, 1) not in ('8', '9', 'a', 'b')
      or abs(${ms} - extract(epoch from occurred_at) * 1000) > 10000`;
    expect(await countOf(database, "audit_logs", "action = 'session.expired'")).toBe(MANY);
    expect(await countOf(database, "audit_logs", odd)).toBe(0);
  });

  it("spares none that changes while its lock is awaited", async () => {
    const consent_id = await putConsent(database, userId);
    await putSessions(database, consent_id, 3);
    const release = await holdSessions(database, consent_id);
    const withdrawal = run(consentWithdraw, withdrawalOf(consent_id));
    await until("the withdrawal waits", async () => {
      const [waiting] = await client`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return waiting;
    });
    await Promise.all([release(), withdrawal]);
    expect([...(await endsUnder(consent_id))]).toMatchObject([{ n: 3, version: 3, status: "revoked", action: "session.revoked" }]);
  });
});

describe("several workers that expire the same sessions", async () => {
  const DUE = 11_000;
  const database = await testDatabase();
  const { client, db } = database;

  it("end each of them once, and say whose work it was", async () => {
    await putSessions(database, await putConsent(database, userId), DUE, "0 seconds");
    const jobs = await accept(database, sessionExpire, Array(4).fill({ scope: "due" }));
    await Promise.all(jobs.map((id) => createRunner(db, () => id).run(sessionExpire, [id])));
    expect(await countOf(database, "sportsbook_sessions", "status = 'expired' and version = 2")).toBe(DUE);
    const [audit] = await client`
      select count(*)::int as rows, count(distinct subject)::int as sessions, count(*) filter (where worker_id = job_id)::int as own
      from audit_logs where action = 'session.expired'`;
    expect(audit).toEqual({ rows: DUE, sessions: DUE, own: DUE });
    const [told] = await client`select sum((result ->> 'sessions_expired')::int)::int as expired from jobs`;
    expect(told).toEqual({ expired: DUE });
  });
  it("pass over a session that somebody else holds", async () => {
    const [held, free] = [await putConsent(database, userId), await putConsent(database, userId)];
    for (const consent of [held, free]) await putSessions(database, consent, 1, "0 seconds");
    const release = await holdSessions(database, held);
    const expire = async () => {
      const [job = ""] = await accept(database, sessionExpire, [{ scope: "due" }]);
      await createRunner(db, () => null).run(sessionExpire, [job]);
      return (await findJob(db, job))?.result;
    };
    expect(await expire()).toEqual({ sessions_expired: 1, more: false });
    await release();
    expect(await expire()).toEqual({ sessions_expired: 1, more: false });
  });
});
