/** What happens to jobs that throw, on both backends. */
import { findJob, SEED, seedDevelopmentData } from "@assent/db";
import { problemOf } from "@assent/domain";
import { consentCheck, deliver, deliveriesOf, type Kind, nobody, redeliver, retry } from "@assent/jobs";
import { countingAttempts, jobEvents } from "@assent/jobs/worker";
import { backendOfTest, testDatabase, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { consume, disturbed, silent, testBroker } from "../support/consumer.ts";
import { accept, countOf, settledRow } from "../support/rows.ts";

const CANARY = "CANARY-4711";
const payload = { consent_id: SEED.valid.consentId, user_id: SEED.valid.userId };

describe.skipIf(!backendOfTest().available)("a job that throws", async () => {
  const database = await testDatabase();
  await seedDevelopmentData(database.db);
  const broker = await testBroker(database);

  async function run(kind: Kind) {
    await consume(database, broker, [kind]);
    const [id = ""] = await accept(database, kind, [payload]);
    await deliver(broker, deliveriesOf([{ id, kind: kind.name }]));
    return id;
  }
  const throwing = (until: number, error: unknown) => (attempt: number) => {
    if (attempt <= until) throw error;
  };

  it("runs again until it completes, and its attempts are on record", async () => {
    const id = await run(disturbed(consentCheck, throwing(2, new Error(CANARY))));
    expect(await settledRow(database, id)).toMatchObject({ status: "completed", attempts: 2, problem: null });
  });

  it("fails when its attempts are used up, with a problem, an audit row and nothing of the error's words", async () => {
    const id = await run(disturbed(consentCheck, throwing(99, new TypeError(CANARY)), { attempts: 2 }));
    const row = await settledRow(database, id);
    expect(row).toMatchObject({ status: "failed", attempts: 2 });
    expect(row.problem).toEqual(problemOf("job-failed", "consent.check failed after 2 attempts.", { reasons: ["TypeError"], job_id: id }));
    expect(await countOf(database, "audit_logs", `job_id = '${id}' and action = 'job.failed' and outcome = 'failed'`)).toBe(1);

    const inBullMq = await until("BullMQ has seen it fail", async () => {
      const job = await broker.queues.get(consentCheck.name)?.getJob(id);
      return (await job?.isFailed()) ? job : undefined;
    });
    expect(JSON.stringify(inBullMq)).not.toContain(CANARY);
    expect(inBullMq).toMatchObject({ data: {}, failedReason: "TypeError" });
  });

  it("runs again when an operator retries it after it has failed", async () => {
    const id = await run(disturbed(consentCheck, throwing(2, new Error("broken")), { attempts: 2 }));
    const failed = await settledRow(database, id);
    expect(failed.status).toBe("failed");
    await retry(database.db, broker, failed, { principal: "operator", requestId: null });
    expect(await settledRow(database, id)).toMatchObject({ status: "completed", attempts: 0 });
    expect(await countOf(database, "audit_logs", `job_id = '${id}' and action = 'job.retried' and actor = 'operator'`)).toBe(1);
  });

  it("uses up no attempt when only the database could not do it now", async () => {
    const away = Object.assign(new Error("deadlock"), { code: "40P01" });
    const id = await run(disturbed(consentCheck, throwing(3, away), { attempts: 1 }));
    expect(await settledRow(database, id)).toMatchObject({ status: "completed", attempts: 0 });
  });

  it("pauses as after its first attempt when it was only put off before", async () => {
    const away = Object.assign(new Error("deadlock"), { code: "40P01" });
    const failing = (attempt: number) => {
      throw attempt <= 3 ? away : new Error("broken");
    };
    const id = await run(disturbed(consentCheck, failing, { attempts: 9, backoffMs: 500 }));
    const failed = await until("it has failed once", async () => {
      const job = await broker.queues.get(consentCheck.name)?.getJob(id);
      return job?.failedReason === "Error" && job.delay > 0 ? job : undefined;
    });
    expect(failed.delay).toBeLessThanOrEqual(500 * 2 ** (failed.attemptsMade - 4));
  });

  it("runs alone when its last worker died, and fails when they all do", async () => {
    const [id = ""] = await accept(database, consentCheck, [payload]);
    const attempts = countingAttempts(database.db, () => SEED.valid.userId, jobEvents(silent), nobody);
    const kind = disturbed(consentCheck, () => {}, { attempts: 2 });
    const may = () => attempts.beforeSuspect(kind, { id, kind: kind.name });
    expect([await may(), await may(), await may(), await may()]).toEqual([true, true, false, false]);
    expect(await findJob(database.db, id)).toMatchObject({ status: "failed", problem: { reasons: ["WORKER_DIED"] } });
  });

  it("gets an attempt back that was counted before it was made, when the database went away under it", async () => {
    const [id = ""] = await accept(database, consentCheck, [payload]);
    const attempts = countingAttempts(database.db, () => SEED.valid.userId, jobEvents(silent), nobody);
    const kind = disturbed(consentCheck, () => {}, { attempts: 2 });
    const job = { id, kind: kind.name };
    const made = async () => (await findJob(database.db, id))?.attempts;
    const away = Object.assign(new Error("gone"), { code: "CONNECTION_CLOSED" });

    for (let i = 0; i < 5; i++) {
      expect(await attempts.beforeSuspect(kind, job)).toBe(true);
      expect(await made()).toBe(1);
      expect(await attempts.afterError(kind, job, away, true)).toMatchObject({ name: "Postponed", message: "CONNECTION_CLOSED" });
      expect(await made()).toBe(0);
    }
    await attempts.afterError(kind, job, away, false);
    expect(await made()).toBe(0);
    await attempts.beforeSuspect(kind, job);
    await attempts.afterError(kind, job, new Error("broken"), true);
    expect(await made()).toBe(1);
    await attempts.afterError(kind, job, new Error("broken"), false);
    expect(await findJob(database.db, id)).toMatchObject({ status: "failed", attempts: 2 });
  });

  it("has not failed, and nobody says so, when it was settled in the moment before", async () => {
    const [id = ""] = await accept(database, consentCheck, [payload]);
    const told: string[] = [];
    const events = { ...jobEvents(silent), failed: ({ id }: { id: string }) => void told.push(id) };
    const transaction: typeof database.db.transaction = async (...of) => {
      await database.client`update jobs set status = 'cancelled', settled_at = clock_timestamp() where id = ${id}`;
      return database.db.transaction(...of);
    };
    const overtaken = new Proxy(database.db, { get: (db, name) => (name === "transaction" ? transaction : Reflect.get(db, name)) });
    const attempts = countingAttempts(overtaken, () => SEED.valid.userId, events, nobody);
    const kind = disturbed(consentCheck, () => {}, { attempts: 1 });
    expect(await attempts.afterError(kind, { id, kind: kind.name }, new Error("broken"), false)).toBeUndefined();
    expect(await findJob(database.db, id)).toMatchObject({ status: "cancelled" });
    expect(told).toEqual([]);
  });

  it("runs although BullMQ holds it as failed, once it is open again", async () => {
    let isBroken = true;
    const breaks = () => {
      if (isBroken) throw new Error("broken");
    };
    const id = await run(disturbed(consentCheck, breaks, { attempts: 1 }));
    expect(await settledRow(database, id)).toMatchObject({ status: "failed" });
    await until("BullMQ has seen it fail", async () => (await broker.queues.get(consentCheck.name)?.getJob(id))?.isFailed(), 30_000);
    isBroken = false;
    await database.client`update jobs set status = 'queued', settled_at = null where id = ${id}`;
    await redeliver(database.db, broker, [{ id, kind: consentCheck.name }]);
    expect(await settledRow(database, id)).toMatchObject({ status: "completed" });
  });
});
