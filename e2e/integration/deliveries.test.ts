/** Many jobs in one BullMQ job, on both backends: together while all is well, alone after a worker has died. */
import { findJobs, SEED, seedDevelopmentData } from "@assent/db";
import { newId } from "@assent/domain";
import { createProducer, deliver, deliveriesOf, type Kind, redeliver, sessionCreate } from "@assent/jobs";
import { jobEvents, type Quarantine, withoutQuarantine } from "@assent/jobs/worker";
import { backendOfTest, testDatabase, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { consume, silent, testBroker } from "../support/consumer.ts";
import { accept, countOf, settledRow } from "../support/rows.ts";

const payload = () => ({
  ...{ session_id: newId(), user_id: SEED.valid.userId, consent_id: SEED.valid.consentId, sportsbook: "acme", paper_trading: true },
  ...{ session_data: { key_id: "k", wrapped_key: "AAAA", ciphertext: "AAAA" }, expires_at: "2030-01-01T00:00:00.000Z" },
});
const many = (n: number) => Array.from({ length: n }, payload);
const request = { principal: "test", userId: SEED.valid.userId };

describe.skipIf(!backendOfTest().available)("a delivery", async () => {
  const database = await testDatabase();
  await seedDevelopmentData(database.db);
  const broker = await testBroker(database);
  await until("the broker answers", () =>
    broker.ping().then(
      () => true,
      () => false,
    ),
  );
  const producer = createProducer({ db: database.db, broker, onUndelivered: () => {} });
  const queue = broker.queues.get(sessionCreate.name);

  const enqueue = async (n: number) =>
    (await Promise.all(many(n).map((one) => producer.enqueue(sessionCreate, one, request)))).map(({ id }) => id);
  const together = async (n: number) => {
    const ids = await accept(database, sessionCreate, many(n));
    const deliveryId = newId();
    await database.client`update jobs set delivery_id = ${deliveryId} where id = any(${ids})`;
    await deliver(broker, [{ id: deliveryId, kind: sessionCreate.name, jobIds: ids }]);
    return { ids, deliveryId };
  };
  const allSettled = (ids: string[]) => Promise.all(ids.map((id) => settledRow(database, id)));
  const sessionsOf = (ids: string[]) => countOf(database, "sportsbook_sessions", `created_by_job in ('${ids.join("','")}')`);
  const gone = (id: string) => until("BullMQ is done with it", async () => (await queue?.getJob(id)) === undefined);

  it("carries what was accepted together, and is gone when all of it has settled", async () => {
    const ids = await enqueue(40);
    const rows = await findJobs(database.db, ids);
    const deliveries = new Set(rows.map(({ deliveryId, id }) => deliveryId ?? id));
    expect(deliveries.size).toBeLessThan(5);
    await until("BullMQ has them", async () => (await queue?.getWaitingCount()) === deliveries.size);

    await consume(database, broker, [sessionCreate]);
    expect((await allSettled(ids)).map(({ status }) => status)).toEqual(ids.map(() => "completed"));
    expect(await sessionsOf(ids)).toBe(40);
    for (const id of deliveries) await gone(id);
  });

  it("comes again for the one job that throws, and leaves the others as they are", async () => {
    const { ids, deliveryId } = await together(10);
    const bad = ids[3] ?? "";
    await consume(database, broker, [failingOn(bad, 2)]);
    const rows = await allSettled(ids);
    expect(rows.map(({ id, status, attempts }) => [id, status, attempts])).toEqual(ids.map((id) => [id, "completed", id === bad ? 2 : 0]));
    expect(await sessionsOf(ids)).toBe(10);
    await gone(deliveryId);
  });

  it("runs its jobs together in quarantine when its worker has died, and counts no attempt", async () => {
    const { ids } = await together(5);
    await takeAndDie();
    const asked: string[][] = [];
    await consume(database, broker, [sessionCreate], { lockMs: 500, quarantine: recording(asked) });
    const rows = await allSettled(ids);
    expect(rows.map(({ status, attempts }) => [status, attempts])).toEqual(ids.map(() => ["completed", 0]));
    expect(asked).toEqual([ids]);
  });

  it("tells once of a worker's death, however often it comes again", async () => {
    const { ids, deliveryId } = await together(4);
    await takeAndDie();
    const rescued: [jobs: number, deaths: number][] = [];
    const events = { ...jobEvents(silent), redelivered: (_: string, jobs: number, deaths: number) => void rescued.push([jobs, deaths]) };
    const failing = failingOn(ids[1] ?? "", 2);
    const asked: string[][] = [];
    await consume(database, broker, [failing], { lockMs: 500, events, quarantine: recording(asked) });
    const rows = await allSettled(ids);
    expect(rows.map(({ attempts }) => attempts)).toEqual([0, 2, 0, 0]);
    expect(asked).toEqual([ids, [ids[1]], [ids[1]]]);
    expect(rescued).toEqual([[4, 1]]);
    await gone(deliveryId);
  });

  it("is made anew for what BullMQ has lost, and only for that", async () => {
    const held = await together(3);
    const lost = await together(4);
    await queue?.remove(lost.deliveryId);
    const rows = await findJobs(database.db, [...held.ids, ...lost.ids]);
    expect(await redeliver(database.db, broker, rows)).toBe(4);
    expect(await redeliver(database.db, broker, rows)).toBe(0);
    await consume(database, broker, [sessionCreate]);
    await allSettled([...held.ids, ...lost.ids]);
    expect(await redeliver(database.db, broker, rows)).toBe(0);
  });

  it("loses none of its jobs when they are found lost in two parts", async () => {
    const { ids, deliveryId } = await together(6);
    await queue?.remove(deliveryId);
    const rows = await findJobs(database.db, ids);
    expect(await redeliver(database.db, broker, rows.slice(0, 2))).toBe(2);
    expect(await redeliver(database.db, broker, rows.slice(2))).toBe(4);
    await consume(database, broker, [sessionCreate]);
    await allSettled(ids);
    expect(await sessionsOf(ids)).toBe(6);
  });

  it("of a single job has that job's id", () => {
    const [alone, ...rest] = deliveriesOf([{ id: "a", kind: "k" }]);
    expect([alone, rest]).toEqual([{ id: "a", kind: "k", jobIds: ["a"] }, []]);
  });

  const recording = (asked: string[][]): Quarantine => {
    const quarantine = withoutQuarantine(database.db, () => SEED.valid.userId);
    return {
      run(kind, ids) {
        asked.push(ids);
        return quarantine.run(kind, ids);
      },
    };
  };

  /** A worker that takes a delivery and is never heard of again. */
  async function takeAndDie() {
    const worker = broker.createWorker(sessionCreate.name, async () => {}, { autorun: false, lockDuration: 300, skipStalledCheck: true });
    await worker.waitUntilReady();
    expect(await worker.getNextJob("dead", { block: false })).toBeDefined();
    await worker.close(true);
  }
});

const failingOn = (id: string, times: number): Kind => {
  let left = times;
  return {
    ...sessionCreate,
    policy: { ...sessionCreate.policy, backoffMs: 20 },
    async run(context, jobs) {
      if (jobs.some((job) => job.id === id) && (jobs.length > 1 || left-- > 0)) throw new Error("broken");
      return sessionCreate.run(context, jobs);
    },
  };
};
