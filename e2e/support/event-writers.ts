/** Writers of events that roll back, are killed and commit in any order; each event tells how many its session had before. */
import { setTimeout as delay } from "node:timers/promises";
import { appendAudit, connect, type Tx } from "@assent/db";
import type { AuditEntry } from "@assent/domain";
import type { TestDatabase } from "@assent/testkit";

const SESSIONS = 30;

export const sessionId = (n: number) => `0192a000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** The nth event of a session, as `to` tells. */
export const nthEvent = (session: number, n: number): AuditEntry => ({
  ...{ actor: "test", action: "session.renewed", subject: `session:${sessionId(session)}`, outcome: "ok" },
  detail: { to: n },
});

export const createCounters = ({ client }: TestDatabase) =>
  client.unsafe(
    `create table counters as select session, 0 as n from generate_series(1, ${SESSIONS}) as session; alter table counters add primary key (session)`,
  );

/** Locks the session and writes its next event. */
export async function writeNext(tx: Tx, session: number): Promise<void> {
  const [row] = await tx.execute<{ n: number }>(`update counters set n = n + 1 where session = ${session} returning n`);
  await appendAudit(tx, [nthEvent(session, row?.n ?? Number.NaN)]);
}

const one = (most: number) => 1 + Math.floor(Math.random() * most);
const chance = (part: number) => Math.random() < part;

/** A transaction may get its number long before it locks anything, so that numbers say nothing about the order of what happened. */
async function writeSome(tx: Tx): Promise<void> {
  if (chance(0.5)) await tx.execute("select pg_current_xact_id()");
  if (chance(0.3)) await delay(one(4));
  const sessions = new Set(Array.from({ length: chance(0.2) ? 4 : 1 }, () => one(SESSIONS)));
  for (const session of [...sessions].sort((a, b) => a - b)) await writeNext(tx, session);
  if (chance(0.05)) await writeNext(tx, Math.max(...sessions));
  if (chance(0.002)) await tx.execute("select pg_terminate_backend(pg_backend_pid())");
  if (chance(0.2)) throw new Error("rolled back");
}

/** Resolves when so many transactions have ended, one way or the other. */
export async function writeAtRandom({ url }: TestDatabase, transactions: number, writers: number): Promise<void> {
  const { db, close } = connect(url, { name: "writers", max: writers });
  let left = transactions;
  async function write() {
    while (left-- > 0) await db.transaction(writeSome).catch(() => {});
  }
  await Promise.all(Array.from({ length: writers }, write)).finally(close);
}
