/** What happens to jobs that throw, on both backends. */
import { findJob, SEED, seedDevelopmentData } from "@assent/db";
import { problemOf } from "@assent/domain";
import { consentCheck, deliver, deliveriesOf, type Kind, redeliver, retry } from "@assent/jobs";
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
  const broker = testBroker(database);

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

  it("runs alone when its last worker died, and fails when they all do", async () => {
    const [id = ""] = await accept(database, consentCheck, [payload]);
    const attempts = countingAttempts(database.db, () => SEED.valid.userId, jobEvents(silent));
    const kind = disturbed(consentCheck, () => {}, { attempts: 2 });
    const may = () => attempts.beforeSuspect(kind, { id, kind: kind.name });
    expect([await may(), await may(), await may(), await may()]).toEqual([true, true, false, false]);
    expect(await findJob(database.db, id)).toMatchObject({ status: "failed", problem: { reasons: ["WORKER_DIED"] } });
  });

  it("runs although BullMQ holds it as failed, once it is open again", async () => {
    const id = await run(disturbed(consentCheck, throwing(1, new Error("broken")), { attempts: 1 }));
    await settledRow(database, id);
    await until("BullMQ has seen it fail", async () => (await broker.queues.get(consentCheck.name)?.getJob(id))?.isFailed());
    await database.client`update jobs set status = 'queued', settled_at = null where id = ${id}`;
    await redeliver(database.db, broker, [{ id, kind: consentCheck.name }]);
    expect(await settledRow(database, id)).toMatchObject({ status: "completed" });
  });
});
