/** The least-privileged role that the API, the workers and the board use where the owner only migrates. */
import { sql } from "drizzle-orm";
import { connect, type Tx } from "./connect.ts";
import { sessionSettings } from "./settings.ts";

/**
 * What the application may do with each table, and nothing else: no DDL, no TRUNCATE, no temporary tables.
 * An audit row's time is not among the columns it may write, so that no row can be dated back.
 */
export const RIGHTS: Record<string, string> = {
  jobs: "select, insert, update",
  idempotency_keys: "select, insert, delete",
  workers: "select, insert, update, delete",
  user_consents: "select, insert, update (withdrawn_at, withdrawal_reason)",
  sportsbook_sessions: "select, insert, update (status, session_data, wrapped_key, key_id, expires_at, ended_at, end_reason, version)",
  maintenance: "select, insert, update",
  kind_figures: "select, insert, update, delete",
  refusal_figures: "select, insert, update, delete",
  kind_pauses: "select, insert, delete",
  job_operations: "select, insert, update, delete",
  board_sessions: "select, insert, update (seen_at), delete",
  audit_logs: "select, insert (id, actor, action, subject, outcome, user_id, job_id, worker_id, request_id, detail, body, mac_key, mac)",
  audit_leaves: "select, insert",
  audit_nodes: "select, insert",
  audit_checkpoints: "select, insert, delete",
  audit_seal: "select, update (size, frontier, txid, audit_id)",
};

/** Functions of the owner that the application may call: the only way in which it adds and drops partitions. */
const FUNCTIONS = ["ensure_partitions()", "drop_jobs_before(timestamptz)"];

/** BullMQ's own tables, where it runs on PostgreSQL. Which of them it needs is its own affair. */
const QUEUES = "bullmq";

export interface ApplicationRole {
  user: string;
  password: string;
}

/** Any number that nothing else in the database uses for an advisory lock. */
const ROLE_LOCK = 7_340_223;

/** Creates the role or gives it this password, and grants it exactly what the application needs. Safe to repeat. */
export async function grantApplication(url: string, { user, password }: ApplicationRole): Promise<void> {
  const { db, close } = connect(url, { name: "assent-roles", max: 1 });
  try {
    await db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${ROLE_LOCK})`);
      await setPassword(tx, user, password);
      await setDefaults(tx, user);
      await grantTables(tx, user);
      await grantQueues(tx, user);
    });
  } finally {
    await close();
  }
}

/** For a fleet behind a pooler whose processes connect as this role, which migrates too. Safe to repeat. */
export async function giveDefaults(url: string, user: string): Promise<void> {
  const { db, close } = connect(url, { name: "assent-roles", max: 1 });
  await db.transaction((tx) => setDefaults(tx, user)).finally(close);
}

async function setPassword(tx: Tx, user: string, password: string) {
  const known = await tx.execute(sql`select from pg_roles where rolname = ${user}`);
  const verb = known.length > 0 ? "alter" : "create";
  await run(tx, sql`select format(${`${verb} role %I login password %L`}::text, ${user}::text, ${password}::text) as statement`);
}

/** What a session of ours sets for itself, for those behind a pooler, which cannot. What a session sets comes before these. */
async function setDefaults(tx: Tx, user: string) {
  for (const [name, value] of Object.entries(sessionSettings())) {
    const statement = "alter role %I in database %I set %I = %L";
    await run(tx, sql`select format(${statement}::text, ${user}::text, current_database(), ${name}::text, ${value}::text) as statement`);
  }
}

/** Everything is taken away first, so that a right that is no longer granted here is really gone. */
async function grantTables(tx: Tx, user: string) {
  const role = sql.identifier(user);
  await tx.execute(sql`revoke create on schema public from public`);
  await run(tx, sql`select format('revoke temporary on database %I from public', current_database()) as statement`);
  await tx.execute(sql`grant usage on schema public to ${role}`);
  await tx.execute(sql`revoke all on all tables in schema public from ${role}`);
  for (const [table, rights] of Object.entries(RIGHTS)) {
    await tx.execute(sql`grant ${sql.raw(rights)} on ${sql.identifier(table)} to ${role}`);
  }
  for (const called of FUNCTIONS) await tx.execute(sql`grant execute on function ${sql.raw(called)} to ${role}`);
}

async function grantQueues(tx: Tx, user: string) {
  const [schema, role] = [sql.identifier(QUEUES), sql.identifier(user)];
  const found = await tx.execute(sql`select from pg_namespace where nspname = ${QUEUES}`);
  if (found.length === 0) return;
  await tx.execute(sql`grant usage on schema ${schema} to ${role}`);
  await tx.execute(sql`grant select, insert, update, delete on all tables in schema ${schema} to ${role}`);
  await tx.execute(sql`grant usage on all sequences in schema ${schema} to ${role}`);
}

/** Runs a statement that PostgreSQL itself has put together: names and passwords are no parameters of DDL. */
async function run(tx: Tx, composed: ReturnType<typeof sql>) {
  const [row] = await tx.execute<{ statement: string }>(composed);
  await tx.execute(sql.raw(row?.statement ?? ""));
}
