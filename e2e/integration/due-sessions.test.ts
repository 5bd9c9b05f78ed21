/** The look that every worker takes twice a second: whether a job is needed that expires what is due. */
import { dueSessions, EXPIRY, expireDueSessions as expireAtOnce, insertJobs, invalidConsentsWithSessions, SEED, type Tx } from "@assent/db";
import { newId } from "@assent/domain";
import { createProducer, sessionExpire } from "@assent/jobs";
import { expireDueSessions } from "@assent/jobs/worker";
import { backendOfTest, type TestDatabase, testDatabase } from "@assent/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { testBroker } from "../support/consumer.ts";
import { countOf, newJobRow } from "../support/rows.ts";
import { putConsent, putSessions } from "../support/sessions.ts";

const { userId } = SEED.valid;

describe.skipIf(!backendOfTest().available)("one look at what is due", async () => {
  const database = await testDatabase();
  const { client, db } = database;
  const consent = await putConsent(database, userId);
  const producer = createProducer({ db, broker: await testBroker(database), onUndelivered: () => {} });
  beforeEach(() => client`delete from jobs`);

  const openJob = async (age: string) => {
    const row = newJobRow(sessionExpire, { scope: "due" }, { principal: EXPIRY });
    await insertJobs(db, [row]);
    await client`update jobs set created_at = now() - ${age}::interval where id = ${row.id}`;
  };
  const enqueuedBy = async (looks: number) => {
    const before = await countOf(database, "jobs");
    const signal = AbortSignal.abort();
    for (let i = 0; i < looks; i++) await expireDueSessions({ db, producer, signal });
    return (await countOf(database, "jobs")) - before;
  };

  it("enqueues nothing while every session has time", async () => {
    expect(await enqueuedBy(1)).toBe(0);
    await putSessions(database, consent, 1, "1 hour");
    expect(await enqueuedBy(1)).toBe(0);
  });

  it("enqueues one job for one that has passed its time, and no other while that is on its way", async () => {
    await putSessions(database, consent, 1, "0 seconds");
    expect(await enqueuedBy(1)).toBe(1);
    expect(await enqueuedBy(3)).toBe(0);
    await client`update jobs set status = 'completed', settled_at = now()`;
    expect(await enqueuedBy(1)).toBe(1);
  });

  it("enqueues another when a job has been open for so long that its worker may be dead", async () => {
    await openJob("2 seconds");
    expect(await enqueuedBy(1)).toBe(0);
    await openJob("4 seconds");
    await client`update jobs set created_at = created_at - interval '2 seconds'`;
    expect(await enqueuedBy(1)).toBe(1);
  });

  it("leaves it at five when nobody takes any", async () => {
    for (let i = 0; i < 4; i++) await openJob("1 minute");
    expect(await enqueuedBy(1)).toBe(1);
    await client`update jobs set created_at = created_at - interval '1 minute'`;
    expect(await enqueuedBy(1)).toBe(0);
  });
});

describe("looking for what is due, after many sessions have ended", async () => {
  const MANY = 20_000;
  const database = await testDatabase();
  const { client, db } = database;
  const consent = await putConsent(database, userId);
  await putSessions(database, consent, MANY, "0 seconds");
  for (let i = 0; i < 20; i++) {
    const waiting = Array.from({ length: MANY / 20 }, () =>
      newJobRow(sessionExpire, { scope: "one", session_id: newId(), user_id: userId }),
    );
    const old = newJobRow(sessionExpire, { scope: "due" }, { principal: EXPIRY });
    await insertJobs(db, [...waiting, old]);
    if (i % 2) await client`update jobs set status = 'completed', settled_at = now() where id = ${old.id}`;
  }
  /** Statistics from a time when all were active and due. */
  await client`analyze`;
  await client`alter table sportsbook_sessions set (autovacuum_enabled = off)`;
  await db.transaction((tx) => expireAtOnce(tx, MANY, new Date(), { actor: "test", jobId: newId(), workerId: null, requestId: null }));

  it("reads one session, and five at most of its own jobs", async () => {
    await putSessions(database, consent, 2, "1 hour");
    const { found, read } = await reading(database, (tx) => dueSessions(tx, 1_000));
    expect(found).toMatchObject({ due: false });
    expect(read).toEqual({ jobs: 5, sportsbook_sessions: 1, user_consents: 0 });
  });

  it("reads no valid consent", async () => {
    await client`insert into user_consents (id, user_id, purpose, document_version, expires_at)
      select gen_random_uuid(), gen_random_uuid(), 'account_session', '1', now() + n * interval '1 hour' from generate_series(1, ${MANY}::int) n`;
    await client`analyze user_consents`;
    const { found, read } = await reading(database, (tx) => invalidConsentsWithSessions(tx, 500));
    expect(found).toEqual([]);
    expect(read).toMatchObject({ jobs: 0, sportsbook_sessions: 0 });
    /** The planner itself looks at the ends of an index. */
    expect(read["user_consents"]).toBeLessThan(10);
  });
});

/** What `look` finds, and how many rows of each table it reads. */
async function reading<T>({ db }: TestDatabase, look: (tx: Tx) => Promise<T>) {
  return db.transaction(async (tx) => {
    const before = await rowsRead(tx);
    const found = await look(tx);
    const after = await rowsRead(tx);
    return { found, read: Object.fromEntries(Object.entries(after).map(([table, rows]) => [table, rows - (before[table] ?? 0)])) };
  });
}

/** By this connection, since it last told the server of it. */
async function rowsRead(tx: Tx): Promise<Record<string, number>> {
  const counts = await tx.execute<{ table: string; rows: number }>(`
    select "table", sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
    from unnest('{jobs,sportsbook_sessions,user_consents}'::text[]) as "table" join pg_stat_xact_user_tables on starts_with(relname, "table")
    group by "table"`);
  return Object.fromEntries(counts.map(({ table, rows }) => [table, rows]));
}
