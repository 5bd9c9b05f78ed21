/** What the fleet does by itself, on both backends. */
import { connect, registerWorker, SEED, seedDevelopmentData } from "@assent/db";
import { newId } from "@assent/domain";
import { consentCheck, createProducer, deliver, deliveriesOf, kinds } from "@assent/jobs";
import { startMaintenance } from "@assent/jobs/worker";
import { backendOfTest, testDatabase, until } from "@assent/testkit";
import { Redis } from "ioredis";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { consume, silent, testBroker } from "../support/consumer.ts";
import { cuttableWayTo } from "../support/cuttable.ts";
import { accept, countOf, settledRow } from "../support/rows.ts";
import { putConsent, putSessions } from "../support/sessions.ts";

const { userId, consentId } = SEED.valid;
const [succeeded, failed] = [() => true, () => false];

describe.skipIf(!backendOfTest().available)("maintenance, on three workers at once", async () => {
  const database = await testDatabase();
  const { db, client } = database;
  await seedDevelopmentData(db);
  const broker = await testBroker(database);
  const producer = createProducer({ db, broker, onUndelivered: () => {} });
  const timers = [1, 2, 3].map(() =>
    startMaintenance({ db, broker, producer, log: silent, workerId: newId, mayJudgeOthers: () => true, overdueMs: 100 }),
  );
  afterAll(async () => void (await Promise.all(timers.map((timer) => timer.stop()))));

  const activeSession = async (consent: string, expires: string, user = userId) => {
    const id = newId();
    await client`insert into sportsbook_sessions
      (id, user_id, consent_id, sportsbook, session_data, key_id, paper_trading, expires_at, created_by_job)
      values (${id}, ${user}, ${consent}, 'acme', 'sealed', 'k', true, now() + ${expires}::interval, ${newId()})`;
    return id;
  };
  const sessionOf = async (id: string) =>
    (await client`select status, session_data, end_reason from sportsbook_sessions where id = ${id}`)[0];
  const ended = (id: string) =>
    until(`session ${id} ends`, async () =>
      countOf(database, "sportsbook_sessions", `id = '${id}' and status <> 'active'`).then((n) => n === 1),
    );

  it("delivers what BullMQ never got", async () => {
    await consume(database, broker, [...kinds]);
    const [id = ""] = await accept(database, consentCheck, [{ consent_id: consentId, user_id: userId }]);
    expect(await settledRow(database, id)).toMatchObject({ status: "completed" });
  });

  it.runIf(backendOfTest().backend === "redis")("has a worker look for what BullMQ holds and told nobody of", async () => {
    const queue = broker.queues.get(consentCheck.name);
    const keyOf = (part: string) => queue?.toKey(part) ?? "";
    const redis = new Redis(backendOfTest().redisUrl as string);
    onTestFinished(() => redis.disconnect());
    await until("the broker answers", () => broker.ping().then(succeeded, failed));
    await queue?.pause();
    await consume(database, broker, [consentCheck]);
    await broker.wake([consentCheck.name]);
    await until("the worker has looked in vain", async () => (await redis.exists(keyOf("marker"))) === 0);
    const [id = ""] = await accept(database, consentCheck, [{ consent_id: consentId, user_id: userId }]);
    await deliver(broker, deliveriesOf([{ id, kind: consentCheck.name }]));
    await redis.hdel(keyOf("meta"), "paused");
    expect(await settledRow(database, id)).toMatchObject({ status: "completed" });
  });

  it("ends a transaction whose process fell silent in the middle of a statement", async () => {
    const way = await cuttableWayTo(database.url);
    const silentOne = connect(way.url, { name: "assent-worker", max: 1, longestStatementMs: 0 });
    const [lock, locks] = ["pg_advisory_xact_lock(4711)", "locktype = 'advisory' and objid = 4711"];
    const held = silentOne.client.begin(async (tx) => {
      await tx.unsafe(`select ${lock}`);
      way.swallowAnswers();
      await tx`select id from workers where hostname = ${"described, and never executed"}`;
    });
    held.catch(() => {});
    await until("it holds its lock", async () => (await countOf(database, "pg_locks", locks)) === 1);
    await until("its lock is free", async () => (await countOf(database, "pg_locks", locks)) === 0, 20_000);
    await silentOne.close();
  });

  it("expires what is due, once, with its ciphertext gone", async () => {
    await consume(database, broker, [...kinds]);
    const id = await activeSession(consentId, "300 milliseconds");
    await ended(id);
    expect(await sessionOf(id)).toEqual({ status: "expired", session_data: null, end_reason: "reached expires_at" });
    expect(await countOf(database, "audit_logs", `subject = 'session:${id}' and action = 'session.expired'`)).toBe(1);
  });

  it("goes on at once while more is due than one job expires", async () => {
    await consume(database, broker, [...kinds]);
    const due = 11_000;
    const consent = await putConsent(database, userId);
    await putSessions(database, consent, due, "0 seconds");
    const expired = `status = 'expired' and consent_id = '${consent}'`;
    await until("all of them end", async () => (await countOf(database, "sportsbook_sessions", expired)) === due);
    expect(await countOf(database, "audit_logs", `detail ->> 'consent_id' = '${consent}'`)).toBe(due);
    expect(
      await countOf(database, "jobs", "principal = 'system:expiry' and (result ->> 'sessions_expired')::int > 0"),
    ).toBeGreaterThanOrEqual(3);
  });

  it("puts on record, once, that a consent has expired, and of none that was withdrawn before", async () => {
    const [expiring, withdrawn] = [newId(), newId()];
    await client`insert into user_consents (id, user_id, purpose, document_version, granted_at, expires_at, withdrawn_at) values
      (${withdrawn}, ${userId}, 'account_session', '1', now() - interval '2 hours', now() - interval '1 hour', now() - interval '2 hours'),
      (${expiring}, ${userId}, 'account_session', '1', now() - interval '1 hour', now() + interval '300 milliseconds', null)`;
    const rows =
      () => client`select user_id, outcome, detail, occurred_at >= (detail ->> 'expires_at')::timestamptz as in_time from audit_logs
      where subject = ${`consent:${expiring}`} and action = 'consent.expired'`;
    await until("it is on record", async () => (await rows()).length > 0);
    const look = async () => (await client`select next_at::text from maintenance where task = 'expire-consents'`)[0]?.["next_at"];
    const last = await look();
    await until("they have looked again", async () => (await look()) !== last);
    expect(await rows()).toEqual([{ user_id: userId, outcome: "ok", detail: { expires_at: expect.any(String) }, in_time: true }]);
    expect(await countOf(database, "audit_logs", `subject = 'consent:${withdrawn}'`)).toBe(0);
  });

  it("ends what lives under a consent that has lately become invalid", async () => {
    await consume(database, broker, [...kinds]);
    const consent = newId();
    await client`insert into user_consents (id, user_id, purpose, document_version) values (${consent}, ${userId}, 'account_session', '1')`;
    const id = await activeSession(consent, "1 hour");
    await client`update user_consents set withdrawn_at = now() where id = ${consent}`;
    await ended(id);
    expect(await sessionOf(id)).toMatchObject({ status: "revoked", end_reason: "consent_withdrawn" });
  });

  it("marks a silent worker lost, once, and leaves the living alone", async () => {
    const worker = { hostname: "h", pid: 1, version: "0", kinds: [], concurrency: 1 };
    const [silentOne, living] = [newId(), newId()];
    await registerWorker(db, { ...worker, id: silentOne, heartbeatMs: 50 });
    await registerWorker(db, { ...worker, id: living, heartbeatMs: 60_000 });
    await until(
      "the silent worker is lost",
      async () => (await countOf(database, "workers", `id = '${silentOne}' and status = 'lost'`)) === 1,
    );
    expect(await countOf(database, "audit_logs", `subject = 'worker:${silentOne}' and action = 'worker.lost'`)).toBe(1);
    expect(await countOf(database, "workers", `id = '${living}' and status = 'starting'`)).toBe(1);
  });
});
