import { sql } from "drizzle-orm";
import { connect, type Tx } from "../connect.ts";
import { sessionSettings } from "../settings.ts";
import { FUNCTIONS, type Part, RIGHTS, SEQUENCE } from "./rights.ts";

/** BullMQ's own tables, where it runs on PostgreSQL. Which of them it needs is its own affair. */
const QUEUES = "bullmq";

export interface ProcessRole {
  user: string;
  password: string;
  /** Whose rights it gets: those of one process, or of several that share a role. */
  parts: readonly Part[];
}

/** Any number that nothing else in the database uses for an advisory lock. */
const ROLE_LOCK = 7_340_223;

/** Creates the role or gives it this password, and grants it exactly what the processes need. Safe to repeat. */
export async function grantRole(url: string, { user, password, parts }: ProcessRole): Promise<void> {
  const { db, close } = connect(url, { name: "assent-roles", max: 1 });
  try {
    await db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${ROLE_LOCK})`);
      await setPassword(tx, user, password);
      await beAbleToActFor(tx, user);
      await setDefaults(tx, user);
      await takeAll(tx, user);
      for (const part of parts) await grantRights(tx, part, user);
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

/** The owner's function that ends silent transactions may do so only where the owner has the rights of whose they are. */
async function beAbleToActFor(tx: Tx, user: string) {
  const able = await tx.execute(sql`select where pg_has_role(${user}, 'usage')`);
  if (able.length > 0) return;
  await tx.execute(sql`grant ${sql.identifier(user)} to current_user`);
}

/** What a session of ours sets for itself, for those behind a pooler, which cannot. What a session sets comes before these. */
async function setDefaults(tx: Tx, user: string) {
  for (const [name, value] of Object.entries(sessionSettings())) {
    const statement = "alter role %I in database %I set %I = %L";
    await run(tx, sql`select format(${statement}::text, ${user}::text, current_database(), ${name}::text, ${value}::text) as statement`);
  }
}

/** So that a right that is no longer granted is really gone; with that on a table go those on its columns. */
async function takeAll(tx: Tx, user: string) {
  const role = sql.identifier(user);
  await tx.execute(sql`revoke create on schema public from public`);
  await run(tx, sql`select format('revoke temporary on database %I from public', current_database()) as statement`);
  await tx.execute(sql`grant usage on schema public to ${role}`);
  await tx.execute(sql`revoke all on all tables in schema public from ${role}`);
  await tx.execute(sql`revoke all on all sequences in schema public from ${role}`);
  await tx.execute(sql`revoke all on all functions in schema public from ${role}`);
}

async function grantRights(tx: Tx, part: Part, user: string) {
  const role = sql.identifier(user);
  for (const [table, rights] of Object.entries(RIGHTS[part])) {
    await tx.execute(sql`grant ${sql.raw(rights)} on ${sql.identifier(table)} to ${role}`);
  }
  await tx.execute(sql`grant usage on sequence ${sql.identifier(SEQUENCE)} to ${role}`);
  for (const called of FUNCTIONS[part]) await tx.execute(sql`grant execute on function ${sql.raw(called)} to ${role}`);
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
