/** Kinds that come seldom and share a queue, on both backends. */
import { newId } from "@assent/domain";
import { createProducer, type Kind, sessionExpire, userErase } from "@assent/jobs";
import { backendOfTest, testDatabase, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { consume, testBroker } from "../support/consumer.ts";
import { settledRow } from "../support/rows.ts";

const request = { principal: "test", userId: null };

describe.skipIf(!backendOfTest().available)("a queue that kinds share", async () => {
  const database = await testDatabase();
  const broker = await testBroker(database);
  const producer = createProducer({ db: database.db, broker, onUndelivered: () => {} });
  const expire = () => producer.enqueue(sessionExpire, { scope: "due" }, request);
  const erase = () => producer.enqueue(userErase, { user_id: newId() }, request);
  const delivery = (id: string) => broker.queues.get(sessionExpire.name)?.getJob(id);
  const putOff = (id: string) => until("it is put off", async () => (await delivery(id))?.isDelayed());

  it("is one for all of them", () => {
    expect(broker.queues.get(userErase.name)).toBe(broker.queues.get(sessionExpire.name));
  });

  it("goes on with the others while one of them is paused", async () => {
    let paused = [sessionExpire.name];
    const consumer = await consume(database, broker, [sessionExpire, userErase], { paused: () => paused });
    const [waits, runs] = [await expire(), await erase()];
    await settledRow(database, runs.id);
    await putOff(waits.id);
    paused = [];
    await consumer.heedPauses();
    expect(await settledRow(database, waits.id)).toMatchObject({ status: "completed", attempts: 0 });
  });

  it("has a paused one looked at more and more seldom", async () => {
    await consume(database, broker, [sessionExpire, userErase], { paused: () => [sessionExpire.name] });
    const { id } = await expire();
    await until("the pause is longer than a first one can be", async () => ((await delivery(id))?.delay ?? 0) > 2_000);
  });

  it("is not asked while all of them are paused", async () => {
    let paused = [sessionExpire.name, userErase.name];
    const consumer = await consume(database, broker, [sessionExpire, userErase], { paused: () => paused });
    const { id } = await expire();
    await until("it is delivered", async () => (await delivery(id))?.isWaiting());
    paused = [];
    await consumer.heedPauses();
    expect(await settledRow(database, id)).toMatchObject({ status: "completed" });
  });

  it("keeps the jobs of a kind that a worker does not know for one that does", async () => {
    await consume(database, broker, [userErase]);
    const { id } = await expire();
    await putOff(id);
    await consume(database, broker, [sessionExpire, userErase]);
    expect(await settledRow(database, id)).toMatchObject({ status: "completed", attempts: 0 });
  });

  it("has each kind's own pause after an attempt that failed", async () => {
    const failing: Kind = {
      ...sessionExpire,
      policy: { ...sessionExpire.policy, backoffMs: 60_000 },
      run: () => Promise.reject(new Error("broken")),
    };
    await consume(database, broker, [userErase, failing]);
    const { id } = await expire();
    await putOff(id);
    expect((await delivery(id))?.delay).toBeGreaterThan(20_000);
  });
});
