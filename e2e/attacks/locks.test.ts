/** Two at once, each step by step: the one lock or fence that keeps them apart is all that each of these tests rests on. */
import { appendAudit, moveSeal, readSeal } from "@assent/db";
import { newId } from "@assent/domain";
import { createRunner, type Kind, sessionCreate, sessionRenew } from "@assent/jobs";
import { type TestDatabase, testDatabase, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { sealAll, sealerOf } from "../support/audit.ts";
import { holdOpen } from "../support/hold.ts";
import { inHours } from "../support/requests.ts";
import { accept, countOf } from "../support/rows.ts";
import { putConsent } from "../support/sessions.ts";

const waitsForLock = ({ client }: TestDatabase) =>
  until("somebody waits for a lock", async () => {
    const [row] = await client`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return row;
  });

describe("the lock on a consent", async () => {
  const database = await testDatabase();
  const runner = createRunner(database.db, () => null);
  const userId = newId();

  /** A withdrawal that has happened and not committed: whoever reads without a lock sees a consent that is valid. */
  async function ranDuringWithdrawal(consentId: string, kind: Kind, payload: Record<string, unknown>) {
    const ids = await accept(database, kind, [payload]);
    const commit = await holdOpen(database, (tx) => tx`update user_consents set withdrawn_at = clock_timestamp() where id = ${consentId}`);
    const ran = runner.run(kind, ids);
    await Promise.race([ran, waitsForLock(database)]);
    await commit();
    return ran;
  }
  const creation = (consentId: string) => ({ ...sessionCreate.example, session_id: newId(), user_id: userId, consent_id: consentId });

  it("lets no session be created beside a withdrawal that is under way", async () => {
    const consentId = await putConsent(database, userId);
    const ran = await ranDuringWithdrawal(consentId, sessionCreate, creation(consentId));
    expect(ran).toMatchObject([{ status: "refused", reason: "consent_withdrawn" }]);
    expect(await countOf(database, "sportsbook_sessions", `consent_id = '${consentId}'`)).toBe(0);
  });

  it("lets none be renewed beside it", async () => {
    const consentId = await putConsent(database, userId);
    const payload = { ...creation(consentId), expires_at: inHours(1) };
    await runner.run(sessionCreate, await accept(database, sessionCreate, [payload]));
    const target = { session_id: payload.session_id, user_id: userId, if_version: null, expires_at: inHours(2) };
    expect(await ranDuringWithdrawal(consentId, sessionRenew, target)).toMatchObject([{ status: "refused", reason: "consent_withdrawn" }]);
    expect(await countOf(database, "sportsbook_sessions", `id = '${payload.session_id}' and version = 1`)).toBe(1);
  });
});

describe("the sealing of the audit log", async () => {
  const database = await testDatabase();
  const { db } = database;
  const write = (subject: string) => appendAudit(db, [{ actor: "test", action: "job.retried", subject, outcome: "ok" }]);

  it("is left to whoever is at it", async () => {
    await write("job:1");
    const letGo = await holdOpen(database, (tx) => tx`select from audit_seal for no key update`);
    await sealerOf(db).seal(new AbortController().signal);
    expect(await countOf(database, "audit_leaves")).toBe(0);
    await letGo();
    await sealAll(db);
    expect(await countOf(database, "audit_leaves")).toBe(1);
  });

  it("is refused to whoever goes on from where others have sealed since", async () => {
    const stale = await readSeal(db);
    await write("job:2");
    await sealAll(db);
    const now = await readSeal(db);
    await expect(db.transaction((tx) => moveSeal(tx, stale, now))).rejects.toThrow("sealed by somebody else");
    expect(await readSeal(db)).toEqual(now);
  });
});
