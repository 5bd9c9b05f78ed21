/** No reader of the feed misses an event, sees one twice, or sees those of a session in another order than they happened. */
import { setTimeout as delay } from "node:timers/promises";
import { appendAudit, type Db, type EventPage, eventCursorAt, latestEventCursor, readEvents, type Tx } from "@assent/db";
import { BEGINNING, decodeCursor, type EventCursor, type EventFilter, encodeCursor } from "@assent/domain";
import { testDatabase } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { createCounters, nthEvent, sessionId, writeAtRandom, writeNext } from "../support/event-writers.ts";

const TRANSACTIONS = 10_000;
const ANY = 1_000;
/** The pace of a reader that polls. */
const READ_EVERY_MS = 20;

/** A transaction that is open until `end` is called. */
async function opened(db: Db, work: (tx: Tx) => Promise<unknown>) {
  const [begun, ending] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ended = db.transaction(async (tx) => {
    await work(tx);
    begun.resolve();
    await ending.promise;
  });
  await Promise.race([begun.promise, ended]);
  return async function end() {
    ending.resolve();
    await ended;
  };
}

const asTold = ({ events }: EventPage) =>
  events.map(({ event }) => `${Number.parseInt(event.session_id?.slice(-4) ?? "", 16)}.${event.data["to"]}`);

describe("the feed", async () => {
  const database = await testDatabase();
  const { db } = database;
  await createCounters(database);

  /** Reads to the end, as a client that is given nothing but text to come back with. */
  async function follow(from: EventCursor, { limit = ANY, filter = {} as EventFilter } = {}) {
    const told: string[] = [];
    let cursor = from;
    for (let isLast = false; !isLast; ) {
      const page = await readEvents(db, decodeCursor(encodeCursor(cursor)) as EventCursor, filter, limit);
      told.push(...asTold(page));
      ({ cursor, isLast } = page);
    }
    return { told, cursor };
  }

  const commit = (session: number) => db.transaction((tx) => writeNext(tx, session));

  it("tells of what commits late after what has overtaken it, and of neither twice", async () => {
    const { cursor: start } = await follow(BEGINNING);
    const end = await opened(db, (tx) => writeNext(tx, 1));
    await commit(2);
    const first = await follow(start);
    expect(first.told).toEqual(["2.1"]);
    expect((await follow(first.cursor)).told).toEqual([]);
    await end();
    const second = await follow(first.cursor);
    expect(second.told).toEqual(["1.1"]);
    expect((await follow(second.cursor)).told).toEqual([]);
    expect((await follow(start)).told).toEqual(["1.1", "2.1"]);
  });

  it("tells of a session in its order where the later transaction has the lower number, and one between them is open", async () => {
    const { cursor: start } = await follow(BEGINNING);
    const [numbered, locking] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const later = db.transaction(async (tx) => {
      await tx.execute("select pg_current_xact_id()");
      numbered.resolve();
      await locking.promise;
      await writeNext(tx, 3);
    });
    await numbered.promise;
    const endBetween = await opened(db, (tx) => writeNext(tx, 4));
    await commit(3);
    locking.resolve();
    await later;
    const { told, cursor } = await follow(start, { limit: 1 });
    expect(told).toEqual(["3.1", "3.2"]);
    await endBetween();
    expect((await follow(cursor)).told).toEqual(["4.1"]);
  });

  it("tells page by page of a transaction that is larger than a page, while another ends that was open as well", async () => {
    const { cursor: start } = await follow(BEGINNING);
    const other = await opened(db, (tx) => writeNext(tx, 5));
    const large = await opened(db, async (tx) =>
      appendAudit(
        tx,
        Array.from({ length: 7 }, (_, n) => nthEvent(6, n + 1)),
      ),
    );
    await commit(7);
    const { told, cursor: before } = await follow(start);
    expect(told).toEqual(["7.1"]);
    await large();
    const page = await readEvents(db, before, {}, 3);
    expect(asTold(page)).toEqual(["6.1", "6.2", "6.3"]);
    await other();
    await commit(7);
    const rest = await follow(page.cursor, { limit: 3 });
    expect(rest.told).toEqual(["6.4", "6.5", "6.6", "6.7", "5.1", "7.2"]);
  });

  it("leaves out what is no event, refused or repeated", async () => {
    const { cursor } = await follow(BEGINNING);
    const entry = nthEvent(8, 1);
    await appendAudit(db, [
      { ...entry, action: "session.read" },
      { ...entry, outcome: "refused" },
      { ...entry, action: "session.revoked", detail: { repeated: true } },
    ]);
    expect((await follow(cursor)).told).toEqual([]);
  });

  it("begins at the end, or at a time", async () => {
    const latest = await latestEventCursor(db);
    const open = await opened(db, (tx) => writeNext(tx, 9));
    const after = await latestEventCursor(db);
    await open();
    for (const cursor of [latest, after]) expect((await follow(cursor)).told).toEqual(["9.1"]);
    expect((await follow(await eventCursorAt(db, new Date(Date.now() - 1_000).toISOString()))).told).toContain("9.1");
    expect((await follow(await eventCursorAt(db, new Date(Date.now() + 3_600_000).toISOString()))).told).toEqual([]);
  });

  it(`reads each of ${TRANSACTIONS} transactions' events that are there in the end, whatever rolls back or is killed`, {
    timeout: 180_000,
  }, async () => {
    await database.client`update counters set n = 0`;
    const start = await latestEventCursor(db);
    let isWriting = true;
    const writing = writeAtRandom(database, TRANSACTIONS, 12).finally(() => {
      isWriting = false;
    });
    async function read(limit: number, filter: EventFilter = {}) {
      const told: string[] = [];
      let cursor = start;
      for (let isOver = false; !isOver; ) {
        isOver = !isWriting;
        const some = await follow(cursor, { limit, filter });
        told.push(...some.told);
        ({ cursor } = some);
        await delay(READ_EVERY_MS);
      }
      return told;
    }
    const readers = [read(11), read(ANY), read(5, { sessionId: sessionId(7) })];
    await writing;
    const rows = await database.client<{ session: number; n: number }[]>`
      select ('x' || right(subject, 4))::bit(16)::int as session, (detail ->> 'to')::int as n from audit_logs
      where place > ${String(start.place)} and action = 'session.renewed' order by 1, 2`;
    expect(rows.length).toBeGreaterThan(TRANSACTIONS / 2);
    const bySession = Map.groupBy(rows, ({ session }) => session);
    const inOrder = (told: string[], session: number) => told.filter((one) => one.startsWith(`${session}.`));
    const expected = (session: number) => (bySession.get(session) ?? []).map(({ n }) => `${session}.${n}`);
    const [few = [], many = [], one = []] = await Promise.all(readers);
    for (const told of [few, many]) {
      expect(told.length).toBe(rows.length);
      for (const session of bySession.keys()) expect(inOrder(told, session)).toEqual(expected(session));
    }
    expect(one).toEqual(expected(7));
  });
});
