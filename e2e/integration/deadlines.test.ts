/** What happens to jobs that take too long, on both backends: they are abandoned, and what they do afterwards counts for nothing. */
import { setTimeout } from "node:timers/promises";
import { connect, DEADLINE, errorCode, SEED, seedDevelopmentData, type Tx } from "@assent/db";
import { newId } from "@assent/domain";
import { consentCheck, createRunner, deliver, type Kind, sessionCreate } from "@assent/jobs";
import { backendOfTest, testDatabase } from "@assent/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { consume, testBroker } from "../support/consumer.ts";
import { accept, countOf, settledRow } from "../support/rows.ts";

const { userId: user_id, consentId: consent_id } = SEED.valid;
const payload = { consent_id, user_id };
const creation = () => ({
  ...{ session_id: newId(), user_id, consent_id, sportsbook: "acme", paper_trading: true },
  ...{ session_data: { key_id: "k", wrapped_key: "AAAA", ciphertext: "AAAA" }, expires_at: "2030-01-01T00:00:00.000Z" },
});
const forever = new Promise<never>(() => {});

/** The same kind, in more haste, with something that it does first. */
const hasty = (kind: Kind, first: (tx: Tx, ids: string[]) => Promise<unknown>, policy: Partial<Kind["policy"]> = {}): Kind => ({
  ...kind,
  policy: { ...kind.policy, timeoutMs: 500, backoffMs: 20, attempts: 2, ...policy },
  async run(context, jobs) {
    await first(
      context.tx,
      jobs.map(({ id }) => id),
    );
    return kind.run(context, jobs);
  },
});

describe.skipIf(!backendOfTest().available)("a job that takes too long", async () => {
  const database = await testDatabase();
  await seedDevelopmentData(database.db);

  it("fails after its attempts, and its neighbours complete, each once", async () => {
    const broker = await testBroker(database);
    const ids = await accept(database, sessionCreate, Array.from({ length: 21 }, creation));
    const [hanging = "", ...neighbours] = ids;
    await consume(database, broker, [hasty(sessionCreate, async (_, some) => some.includes(hanging) && forever)]);
    await deliver(broker, [{ id: newId(), kind: sessionCreate.name, jobIds: ids }]);

    const rows = await Promise.all(neighbours.map((id) => settledRow(database, id)));
    expect(rows.map(({ status, attempts }) => [status, attempts])).toEqual(neighbours.map(() => ["completed", 0]));
    expect(await countOf(database, "sportsbook_sessions", `created_by_job in ('${neighbours.join("','")}')`)).toBe(20);
    expect(await settledRow(database, hanging)).toMatchObject({ status: "failed", attempts: 2, problem: { reasons: [DEADLINE] } });
  });

  /** One connection, so that what is sent too late would meet whoever has it next. */
  async function runOnOneConnection(kind: Kind, options: { idleInTransactionMs?: number } = {}) {
    const { db, close } = connect(database.url, { name: "test", max: 1, ...options });
    onTestFinished(close);
    const [id = ""] = await accept(database, kind, [payload]);
    const [ran] = await createRunner(db, () => null).run(kind, [id]);
    return { id, db, code: errorCode((ran as { error?: unknown }).error) };
  }

  const write = (tx: Tx) => tx.execute(`update user_consents set document_version = 'written' where id = '${consent_id}'`);
  const written = () => countOf(database, "user_consents", "document_version = 'written'");

  it("cannot write once it was abandoned, neither alone nor into the next transaction on its connection", async () => {
    const goOn = Promise.withResolvers<void>();
    const late = Promise.withResolvers<unknown>();
    const { code, db } = await runOnOneConnection(
      hasty(consentCheck, async (tx) => {
        await write(tx);
        await goOn.promise;
        await write(tx).then(late.resolve, late.resolve);
      }),
    );
    expect(code).toBe(DEADLINE);
    await db.transaction(async (tx) => {
      await tx.execute(`select 1`);
      goOn.resolve();
      expect(errorCode(await late.promise)).toBe(DEADLINE);
    });
    expect(await written()).toBe(0);
  });

  it("cannot write while its rollback waits behind a statement of its own", async () => {
    const late = Promise.withResolvers<unknown>();
    await runOnOneConnection(
      hasty(consentCheck, async (tx) => {
        await setTimeout(250);
        void tx.execute(`select pg_sleep(0.45)`).catch(() => {});
        await setTimeout(350);
        await write(tx).then(late.resolve, late.resolve);
      }),
    );
    expect(errorCode(await late.promise)).toBe(DEADLINE);
    expect(await written()).toBe(0);
  });

  it("is told from a restart of PostgreSQL when it holds a transaction and does nothing", async () => {
    const { code } = await runOnOneConnection(
      hasty(consentCheck, () => forever, { timeoutMs: 60_000 }),
      { idleInTransactionMs: 500 },
    );
    expect(code).toBe(DEADLINE);
  });

  it("is not to blame for a PostgreSQL that was silent", async () => {
    const { code } = await runOnOneConnection(
      hasty(consentCheck, async (tx) => {
        await tx.execute(`select set_config('statement_timeout', '0', true)`);
        await tx.execute(`select pg_sleep(3)`);
      }),
    );
    expect(code).toBe("ETIMEDOUT");
  });
});
