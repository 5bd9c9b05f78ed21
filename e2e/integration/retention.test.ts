/** What maintenance forgets by itself once its time is over, and what a legal hold keeps. */
import { newId } from "@assent/domain";
import { createProducer, placeHold, userErase } from "@assent/jobs";
import { startMaintenance } from "@assent/jobs/worker";
import { backendOfTest, testDatabase, until } from "@assent/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { consume, silent, testBroker } from "../support/consumer.ts";
import { countOf } from "../support/rows.ts";

const DAYS = {
  ...{ RETAIN_JOBS_DAYS: 90, RETAIN_IDEMPOTENCY_KEYS_DAYS: 7, RETAIN_OPERATIONS_DAYS: 90 },
  ...{ RETAIN_FIGURES_DAYS: 8, RETAIN_WORKERS_DAYS: 7, RETAIN_USERS_DAYS: 30 },
};

describe.skipIf(!backendOfTest().available)("users whose last consent ended long ago", async () => {
  const database = await testDatabase();
  const { db, client } = database;
  const broker = await testBroker(database);
  const producer = createProducer({ db, broker, onUndelivered: () => {} });

  /** @param ended how many days ago each consent ended; null lasts */
  async function givenUser(...ended: (number | null)[]) {
    const userId = newId();
    for (const days of ended)
      await client`insert into user_consents (id, user_id, purpose, document_version, granted_at, withdrawn_at, evidence, evidence_salt)
        values (${newId()}, ${userId}, 'account_session', '1', now() - interval '1 year', now() - ${days} * interval '1 day', '{"page": 7}', 'salt')`;
    return userId;
  }
  const evidenceOf = (userId: string) => countOf(database, "user_consents", `user_id = '${userId}' and evidence is not null`);

  it("are erased, and nobody else", async () => {
    const [old, recent, live, returned, held] = [
      await givenUser(40, 31),
      await givenUser(29),
      await givenUser(null),
      await givenUser(40, null),
      await givenUser(40),
    ];
    await placeHold(db, held, "case 4711", { principal: "counsel", requestId: null });
    await consume(database, broker, [userErase]);
    const keeping = startMaintenance({
      ...{ db, broker, producer, log: silent, workerId: newId, mayJudgeOthers: () => true, overdueMs: 100, retention: DAYS },
    });
    onTestFinished(() => keeping.stop());
    await until("the old user is erased", async () => (await evidenceOf(old)) === 0);
    expect(await countOf(database, "jobs", "kind = 'user.erase'")).toBe(1);
    expect(await Promise.all([recent, live, returned, held].map(evidenceOf))).toEqual([1, 1, 2, 1]);
    expect(await countOf(database, "audit_logs", `action = 'user.erased' and actor = 'system:retention' and user_id = '${old}'`)).toBe(1);
  });
});
