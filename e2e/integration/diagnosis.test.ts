/** "Why is it not running?", on both backends. */
import { findJob, insertJobs, registerWorker, SEED, seedDevelopmentData } from "@assent/db";
import { newId } from "@assent/domain";
import { cancel, consentCheck, createBroker, deliver, deliveriesOf, diagnose, pauseKind, resumeKind } from "@assent/jobs";
import { backendOfTest, testDatabase, until } from "@assent/testkit";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { consume, disturbed, testBroker } from "../support/consumer.ts";
import { accept, newJobRow, settledRow } from "../support/rows.ts";

const { userId, consentId } = SEED.valid;
const payload = { consent_id: consentId, user_id: userId };
const operator = { principal: "ops", requestId: null };
const kind = consentCheck.name;

describe.skipIf(!backendOfTest().available)("the diagnosis of a job", async () => {
  const database = await testDatabase();
  const { db, client } = database;
  await seedDevelopmentData(db);
  const broker = await testBroker(database);
  beforeEach(async () => {
    await client`update jobs set status = 'cancelled', settled_at = now() where status = 'queued'`;
    await client`delete from workers`;
    await broker.queues.get(kind)?.obliterate({ force: true });
  });

  const given = async () => (await accept(database, consentCheck, [payload]))[0] ?? "";
  const delivered = async () => {
    const id = await given();
    await deliver(broker, deliveriesOf([{ id, kind }]));
    return id;
  };
  const diagnosisOf = async (id: string) => {
    const job = await findJob(db, id);
    if (!job) throw new Error("there is no such job");
    return diagnose(db, broker, job);
  };
  const worker = async (changes: { silentS?: number; status?: string; kinds?: string[]; id?: string } = {}) => {
    const { id = newId(), silentS = 0, status = "running", kinds = [kind] } = changes;
    await registerWorker(db, { id, hostname: "host", pid: 1, version: "1", kinds, concurrency: 1, heartbeatMs: 1_000 });
    await client`update workers set status = ${status}::worker_status, last_heartbeat_at = now() - ${silentS} * interval '1 second' where id = ${id}`;
    return id;
  };

  it("is that it waits behind older ones, or is the next", async () => {
    await worker();
    const [first, , third] = [await delivered(), await delivered(), await delivered()];
    expect(await diagnosisOf(first)).toMatchObject({ reason: "waiting", ahead: 0, words: expect.stringContaining("next") });
    expect(await diagnosisOf(third)).toMatchObject({ reason: "waiting", ahead: 2, words: `2 older ${kind} jobs come first.` });
  });

  it("is that its kind is paused, by whom, since when and why", async () => {
    await worker();
    const id = await delivered();
    await pauseKind(db, kind, operator, "the lawyers asked");
    onTestFinished(async () => void (await resumeKind(db, kind, operator)));
    expect(await diagnosisOf(id)).toMatchObject({
      ...{ reason: "kind-paused", since: expect.any(Date) },
      words: expect.stringMatching(/paused by ops at 2.*: the lawyers asked/),
    });
  });

  it("is that no worker takes its kind", async () => {
    await worker({ kinds: ["session.create"] });
    const id = await delivered();
    expect(await diagnosisOf(id)).toMatchObject({ reason: "no-worker", words: `No worker takes ${kind}. Start one.` });
    await worker({ status: "draining" });
    expect(await diagnosisOf(id)).toMatchObject({ reason: "no-worker", words: expect.stringContaining("drain") });
    await worker();
    expect(await diagnosisOf(id)).toMatchObject({ reason: "waiting" });
  });

  it.each([["running"], ["lost"]])("is that the only worker, %s as it is said to be, is silent", async (status) => {
    const silent = await worker({ silentS: 60, status });
    const id = await delivered();
    const diagnosis = await diagnosisOf(id);
    expect(diagnosis).toMatchObject({ reason: "worker-silent", workerId: silent });
    expect(Date.now() - Number(diagnosis.since)).toBeGreaterThan(55_000);
  });

  it("is that a worker has it, until that worker falls silent", async () => {
    const holding = Promise.withResolvers<void>();
    onTestFinished(() => holding.resolve());
    const held = {
      ...consentCheck,
      run: (...given: Parameters<typeof consentCheck.run>) => holding.promise.then(() => consentCheck.run(...given)),
    };
    const consumer = await consume(database, broker, [held]);
    const id = await delivered();
    await until("it runs", async () => consumer.figures.running === 1);
    const running = await diagnosisOf(id);
    expect(running).toMatchObject({ reason: "running", workerId: expect.any(String), since: expect.any(Date) });
    await worker({ id: running.workerId ?? "", silentS: 60 });
    await worker();
    expect(await diagnosisOf(id)).toMatchObject({ reason: "worker-silent", workerId: running.workerId });
    holding.resolve();
    expect(await settledRow(database, id)).toMatchObject({ status: "completed" });
  });

  it("is that it was tried and is tried again later", async () => {
    await worker();
    const fails = () => {
      throw new Error("not yet");
    };
    await consume(database, broker, [disturbed(consentCheck, fails, { backoffMs: 60_000 })]);
    const id = await delivered();
    const diagnosis = await until("it backs off", async () => {
      const now = await diagnosisOf(id);
      return now.reason === "backing-off" ? now : undefined;
    });
    expect(diagnosis.words).toMatch(/^Attempt 1 of 5 has failed\. It is tried again at about 2/);
    expect(Number(diagnosis.until) - Date.now()).toBeGreaterThan(20_000);
    expect(Number(diagnosis.until) - Date.now()).toBeLessThan(61_000);
  });

  it("is that BullMQ has lost it", async () => {
    await worker();
    const id = await given();
    const diagnosis = await diagnosisOf(id);
    expect(diagnosis).toMatchObject({ reason: "undelivered", words: expect.stringContaining("within about 5 s") });
    expect(Number(diagnosis.until)).toBeGreaterThan(Date.now());
  });

  it("is that BullMQ does not answer", async () => {
    await worker();
    const id = await delivered();
    const nowhere = { databaseUrl: "postgres://127.0.0.1:1/none", redisUrl: backendOfTest().redisUrl && "redis://127.0.0.1:1" };
    const away = createBroker({ name: "away", prefix: "away", onError: () => {}, ...nowhere });
    onTestFinished(() => away.close());
    const job = await findJob(db, id);
    expect(job && (await diagnose(db, away, job))).toMatchObject({ reason: "delivery-away" });
  });

  it("is that the API runs it, or nobody knows its kind", async () => {
    const [inline, unknown] = [newJobRow({ name: "consent.withdraw" }, payload), newJobRow({ name: "of.tomorrow" }, {})];
    await insertJobs(db, [inline, unknown]);
    expect(await diagnosisOf(inline.id)).toMatchObject({ reason: "run-by-api" });
    expect(await diagnosisOf(unknown.id)).toMatchObject({ reason: "no-worker", words: expect.stringContaining("of.tomorrow") });
  });

  it("is that it has settled", async () => {
    const id = await given();
    const job = await findJob(db, id);
    if (job) await cancel(db, job, operator);
    expect(await diagnosisOf(id)).toMatchObject({
      reason: "settled",
      since: expect.any(Date),
      words: expect.stringContaining("cancelled"),
    });
  });
});
