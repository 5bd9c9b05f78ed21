/** Those who wait for events share what it costs, and nobody misses any, however slow or greedy the reader. */
import { setTimeout as delay } from "node:timers/promises";
import { announceJobs, latestEventCursor, readEvents } from "@assent/db";
import { BEGINNING, type EventView } from "@assent/domain";
import { type EventReader, followEvents } from "@assent/jobs";
import { testDatabase } from "@assent/testkit";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { createCounters, sessionId, writeNext } from "../support/event-writers.ts";

const WAIT_MS = 20_000;
const LOOK_AGAIN_MS = 500;

describe("readers of the feed", async () => {
  const database = await testDatabase();
  const { db } = database;
  await createCounters(database);
  const stopping = new AbortController();
  afterAll(() => stopping.abort());
  let reads = 0;
  /** When somebody is about to join, and has looked. */
  let beforeTail = async () => {};
  const source = {
    read: (...one: Parameters<typeof readEvents> extends [unknown, ...infer Rest] ? Rest : never) => {
      reads++;
      return readEvents(db, ...one);
    },
    failed: () => {},
    latest: async () => {
      await beforeTail();
      return latestEventCursor(db);
    },
  };
  const feed = await followEvents(source, database.client, stopping.signal);

  const commit = (session: number) =>
    db.transaction(async (tx) => {
      await writeNext(tx, session);
      await announceJobs(tx, [sessionId(session)]);
    });
  const asTold = (events: EventView[]) => events.map(({ data }) => data["to"]);
  async function readers(count: number, filter = {}): Promise<EventReader[]> {
    const cursor = await latestEventCursor(db);
    const all = Array.from({ length: count }, () => feed.reader(cursor, filter));
    onTestFinished(() => all.forEach((reader) => void reader.leave()));
    return all;
  }

  it("cost a few looks a second together, however many they are, and none once they have left", async () => {
    const some = await readers(300);
    const idle = await Promise.all(some.map((reader) => reader.next(10, 100)));
    expect(idle.flat()).toEqual([]);
    reads = 0;
    const began = performance.now();
    const waiting = Promise.all(some.map((reader) => reader.next(10, 1_500)));
    await waiting;
    const seconds = (performance.now() - began) / 1_000;
    expect(reads).toBeGreaterThan(0);
    expect(reads / seconds).toBeLessThanOrEqual(6);
    const heard = some.map((reader) => reader.next(10, WAIT_MS));
    await commit(1);
    for (const events of await Promise.all(heard)) expect(asTold(events)).toEqual([1]);
    expect(feed.waiting).toBe(300);
    some.forEach((reader) => void reader.leave());
    expect(feed.waiting).toBe(0);
    await delay(LOOK_AGAIN_MS);
    reads = 0;
    await commit(1);
    await delay(2 * LOOK_AGAIN_MS);
    expect(reads).toBe(0);
  });

  it("cost no more looks than that however much happens", async () => {
    const [reader] = (await readers(1, { sessionId: sessionId(30) })) as [EventReader];
    expect(await reader.next(1, 10)).toEqual([]);
    reads = 0;
    const waiting = reader.next(1, 1_500);
    let isOver = false;
    void waiting.then(() => {
      isOver = true;
    });
    let commits = 0;
    for (; !isOver; commits++) await commit(1);
    expect(commits).toBeGreaterThan(20);
    expect(reads).toBeLessThanOrEqual(9);
  });

  it("miss nothing that is committed after they have looked and before the tail begins", async () => {
    const fresh = await followEvents(source, database.client, stopping.signal);
    const reader = fresh.reader(await latestEventCursor(db), {});
    beforeTail = () => commit(8);
    onTestFinished(() => {
      beforeTail = async () => {};
      reader.leave();
    });
    expect(asTold(await reader.next(10, 2_000))).toEqual([1]);
  });

  it("hear what they want and pass over the rest, and come back where they were", async () => {
    const [one, other] = (await readers(2, { sessionId: sessionId(2) })) as [EventReader, EventReader];
    const hearing = one.next(10, WAIT_MS);
    await commit(3);
    await commit(2);
    expect(asTold(await hearing)).toEqual([1]);
    one.leave();
    await commit(2);
    expect(asTold(await feed.reader(one.cursor, { sessionId: sessionId(2) }).next(10, 0))).toEqual([2]);
    expect(asTold(await other.next(10, 0))).toEqual([1, 2]);
  });

  it("get what comes at once piece by piece, and what they were too slow for from PostgreSQL", async () => {
    const [reader] = (await readers(1, { sessionId: sessionId(4) })) as [EventReader];
    const first = reader.next(2, WAIT_MS);
    await db.transaction(async (tx) => {
      for (let i = 0; i < 5; i++) await writeNext(tx, 4);
    });
    const pieces = [asTold(await first)];
    while (pieces.flat().length < 5) pieces.push(asTold(await reader.next(2, WAIT_MS)));
    expect(pieces).toEqual([[1, 2], [3, 4], [5]]);
    expect(await reader.next(2, 100)).toEqual([]);
    const quick = (await readers(1, { sessionId: sessionId(4) }))[0] as EventReader;
    for (let i = 0; i < 10; i++) {
      const hearing = quick.next(1, WAIT_MS);
      await commit(4);
      expect(asTold(await hearing)).toEqual([6 + i]);
    }
    for (let i = 0; i < 10; i++) expect(asTold(await reader.next(1, WAIT_MS))).toEqual([6 + i]);
  });

  it("miss nothing where they join, whatever is committed meanwhile", async () => {
    const writing = Promise.all(
      [5, 6, 7].map(async (session) => {
        for (let i = 0; i < 60; i++) await commit(session);
      }),
    );
    const joining = Array.from({ length: 20 }, async () => {
      const reader = feed.reader(BEGINNING, { sessionId: sessionId(6) });
      const told: unknown[] = [];
      while (told.length < 60) told.push(...asTold(await reader.next(7, WAIT_MS)));
      reader.leave();
      return told;
    });
    await writing;
    for (const told of await Promise.all(joining)) expect(told).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });
});
