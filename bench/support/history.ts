/**
 * Rows as months of use would leave them: copies of rows that the system itself has written, in the states that they can be
 * in, spread over the last 60 days and over many users, of whom one has a tenth of everything.
 */
import { SESSION_PURPOSE } from "@assent/domain";
import { cloneRows, uuidAt } from "./clone-rows.ts";
import type { Say } from "./measurement.ts";
import { type Origin, writeOrigins } from "./origins.ts";
import type { System } from "./system.ts";
import { waitFor } from "./wait-for.ts";

const USERS = 10_000;
/** Fewer than the 90 days after which settled jobs are removed. */
const DAYS = 60;
const DAY_MS = 86_400_000;
const LONGEST_SEALING_MS = 900_000;
const LOOK_EVERY_MS = 500;

const userOf = (k: string) => `md5('user ' || (${k}))::uuid`;
const consentOf = (k: string) => `md5('consent ' || (${k}))::uuid`;
/** SQL: who has the n-th row. */
const OWNER = `case when n % 10 = 0 then 0 else n % ${USERS} end`;

/** Columns that tell when the row was written. */
const TIMES: Record<Origin["table"], string[]> = {
  jobs: ["created_at", "updated_at", "settled_at"],
  sportsbook_sessions: ["created_at", "updated_at"],
  audit_logs: ["occurred_at"],
};

/** Adds so many rows to each of the three tables. */
export async function addHistory(system: System, rows: number, say: Say): Promise<void> {
  const { sql } = system;
  await sql.unsafe(`
    insert into user_consents (id, user_id, purpose, document_version)
    select ${consentOf("k")}, ${userOf("k")}, '${SESSION_PURPOSE}', 'bench' from generate_series(0, ${USERS - 1}) k`);
  for (const origin of await writeOrigins(system)) await addLike(system, origin, Math.ceil((rows * origin.percent) / 100), say);
  await sealHistory(system, say);
  for (const table of Object.keys(TIMES)) {
    say(`history: vacuum analyze ${table}`);
    await sql`vacuum analyze ${sql(table)}`;
  }
  await sql`checkpoint`;
}

/** Or the workers that are measured later would do it meanwhile. */
async function sealHistory(system: System, say: Say) {
  const worker = await system.startWorker();
  const isSealed = async () => {
    const [row] = await system.sql<{ sealed: string; last: boolean }[]>`
      select size as sealed, not exists (
        select from audit_logs where (audit_logs.txid, audit_logs.id) > (audit_seal.txid, audit_seal.audit_id) and body is not null) as last
      from audit_seal`;
    say(`history: ${row?.sealed} rows of the audit log are sealed`);
    return row?.last === true;
  };
  await waitFor("the audit log is sealed", isSealed, LONGEST_SEALING_MS, LOOK_EVERY_MS).finally(() => worker.stop());
}

async function addLike({ sql }: System, { table, like, set }: Origin, count: number, say: Say) {
  const at = `date_trunc('minute', now()) - interval '${DAYS} days' + n * interval '${(DAYS * DAY_MS) / (count + 60)} milliseconds'`;
  const times = Object.fromEntries(TIMES[table].map((column) => [column, at]));
  const owned = { user_id: userOf(OWNER), ...(table === "sportsbook_sessions" ? { consent_id: consentOf(OWNER) } : {}) };
  const copies = { table, like, count, set: { id: uuidAt(at), ...owned, ...times, ...set(at) } };
  await cloneRows(sql, copies, (done) => say(`history: ${table}, ${done} of ${count} where ${like}`));
}

export interface Known {
  userId: string;
  consentId: string;
}

/** A user with a tenth of all rows, and one of the others. */
export async function usersOfHistory({ sql }: System): Promise<{ heavy: Known; light: Known }> {
  const ids = (k: number) => sql.unsafe<Known[]>(`select ${userOf(`${k}`)} as "userId", ${consentOf(`${k}`)} as "consentId"`);
  const [[heavy], [light]] = await Promise.all([ids(0), ids(7)]);
  if (!heavy || !light) throw new Error("no users");
  return { heavy, light };
}
