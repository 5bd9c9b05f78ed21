/** Accepting jobs where others accept at the same time, and where the connection does not live to tell of it. */
import { randomUUID } from "node:crypto";
import { connect, insertJobs, isTransient, type NewJob, SEED, seedDevelopmentData } from "@assent/db";
import { newId } from "@assent/domain";
import { consentCheck, consentWithdraw, createProducer, type Enqueued, whereabouts } from "@assent/jobs";
import { testDatabase, until } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { testBroker } from "../support/consumer.ts";
import { cuttableWayTo } from "../support/cuttable.ts";
import { holdOpen } from "../support/hold.ts";
import { countOf, newJobRow } from "../support/rows.ts";

const payload = { consent_id: SEED.valid.consentId, user_id: SEED.valid.userId };

describe("two inserts that share idempotency keys in opposite order", async () => {
  const database = await testDatabase();
  const keyed = (idempotencyKey: string): NewJob => newJobRow(consentCheck, payload, { idempotencyKey, requestHash: "hash" });
  const waiting = async () => {
    const [row] = await database.client<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return row?.n;
  };

  it("wait for one another instead of deadlocking, and each key gets one job", async () => {
    const [first, middle, last] = ["a", "m", "z"];
    const release = await holdOpen(
      database,
      (sql) => sql`
      insert into idempotency_keys (principal, key, request_hash, job_id) values ('test', ${middle}, 'hash', ${SEED.valid.userId})`,
    );
    const up = insertJobs(database.db, [first, middle, last].map(keyed));
    const down = insertJobs(database.db, [last, middle, first].map(keyed));
    const both = Promise.allSettled([up, down]);
    await until("both wait for a lock", async () => (await waiting()) === 2);
    await release();

    expect((await both).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    expect((await up).size + (await down).size).toBe(2);
    expect(await countOf(database, "jobs")).toBe(2);
    expect(await countOf(database, "idempotency_keys")).toBe(3);
  });
});

describe("a connection that is lost before PostgreSQL's answer to an insert has arrived", async () => {
  const database = await testDatabase();
  await seedDevelopmentData(database.db);
  const way = await cuttableWayTo(database.url);
  const { db, close } = connect(way.url, { name: "assent-test" });
  afterAll(close);
  const producer = createProducer({ db, broker: await testBroker(database), onUndelivered: () => {} });
  const enqueue = (key: string) =>
    producer.enqueue(consentCheck, payload, { principal: "test", userId: SEED.valid.userId, idempotency: { key, hash: "hash" } });

  it("leaves what was committed accepted, and what repeats an earlier request joined to that", async () => {
    const earlier = await enqueue("earlier");
    way.swallowAnswers();
    const both = Promise.all([enqueue("new"), enqueue("earlier")]);
    await until("the insert is committed", async () => (await countOf(database, "idempotency_keys", "key = 'new'")) === 1);
    way.cut();
    way.mend();

    const [accepted, repeated] = await both;
    expect(accepted.replayed).toBe(false);
    expect(repeated).toMatchObject({ replayed: true, id: earlier.id });
    expect(await enqueue("new")).toMatchObject({ replayed: true, id: accepted.id });
    expect(await countOf(database, "jobs")).toBe(2);
  });

  it("refuses what was not", async () => {
    way.cut();
    await expect(enqueue("never")).rejects.toThrow();
    way.mend();
    expect(await countOf(database, "idempotency_keys", "key = 'never'")).toBe(0);
    expect(await enqueue("never")).toMatchObject({ replayed: false });
  });
});

describe("requests that are accepted together with one that repeats a key", async () => {
  const database = await testDatabase();
  await seedDevelopmentData(database.db);
  const broker = await testBroker(database);
  const told: string[] = [];
  const { db, close } = connect(database.url, { name: "assent-test", max: 1 });
  afterAll(close);
  const producer = createProducer({ db, broker, onAccepted: (ids) => told.push(...ids), onUndelivered: () => {} });
  const enqueue = (key: string) =>
    producer.enqueue(consentCheck, payload, { principal: "test", userId: SEED.valid.userId, idempotency: { key, hash: "hash" } });

  it.each([
    ["cannot be looked up", "perform set_config('search_path', 'nowhere', false)"],
    ["has just been forgotten", "delete from idempotency_keys where key like 'earlier%'"],
  ])("are answered and delivered when that key %s", async (_, afterInsert) => {
    const [earlier, one, other] = [randomUUID(), randomUUID(), randomUUID()];
    await enqueue(`earlier ${earlier}`);
    await database.client.unsafe(`
      create function with_the_insert() returns trigger language plpgsql as $$ begin ${afterInsert}; return null; end $$;
      create trigger with_the_insert after insert on jobs for each statement execute function with_the_insert()`);
    const [first, repeated, last] = await Promise.allSettled([enqueue(one), enqueue(`earlier ${earlier}`), enqueue(other)]);
    await database.client`drop function with_the_insert cascade`;
    await db.execute("reset search_path");

    expect(repeated).toMatchObject({ status: "rejected", reason: expect.toSatisfy(isTransient) });
    for (const accepted of [first, last]) {
      expect(accepted).toMatchObject({ status: "fulfilled", value: { replayed: false } });
      const { id } = (accepted as PromiseFulfilledResult<Enqueued>).value;
      expect(told).toContain(id);
      await until("it is delivered", async () => (await whereabouts(broker, { id, kind: consentCheck.name })) !== null);
    }
  });
});

describe("more withdrawals than a process runs at once", async () => {
  const MOST = 200;
  const database = await testDatabase();
  const broker = await testBroker(database);
  const inline = connect(database.url, { name: "assent-inline", max: 3 });
  afterAll(inline.close);
  const producer = createProducer({ db: database.db, inlineDb: inline.db, broker, onUndelivered: () => {} });
  const withdraw = () =>
    producer.enqueue(consentWithdraw, { consent_id: newId(), user_id: newId(), reason: null }, { principal: "test", userId: null });

  it("are left to workers, and the others are done before it is idle", async () => {
    const release = await holdOpen(database, (sql) => sql`lock table user_consents in access exclusive mode`);
    const begun = await Promise.all(Array.from({ length: MOST }, withdraw));
    const { id } = await withdraw();
    const held = (one: string) => whereabouts(broker, { id: one, kind: consentWithdraw.name });
    await until("it is delivered", async () => (await held(id)) !== null);
    expect(await held(begun.at(-1)?.id ?? "")).toBeNull();

    await release();
    await producer.idle();
    expect(await countOf(database, "jobs", "status = 'refused'")).toBe(MOST);
    expect(await countOf(database, "jobs", `id = '${id}' and status = 'queued'`)).toBe(1);
  });
});
