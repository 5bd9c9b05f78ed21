/**
 * The peers' tables have the columns and indexes of ours, and the foreign key without which there is no gate; but none of
 * our triggers and checks, which is in the peers' favour.
 */
import { sql } from "drizzle-orm";
import { boolean, customType, jsonb, pgSchema, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type postgres from "postgres";

export async function createPeerTables(db: postgres.Sql): Promise<void> {
  await db.unsafe(`
    create schema peers;
    create table peers.jobs (like public.jobs including defaults including indexes);
    create table peers.sportsbook_sessions (like public.sportsbook_sessions including defaults including indexes);
    create table peers.audit_logs (like public.audit_logs including defaults including indexes);
    alter table peers.sportsbook_sessions
      add foreign key (consent_id, user_id) references public.user_consents (id, user_id);`);
}

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const time = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const peers = pgSchema("peers");

/** Only the columns that the work needs. */
export const jobs = peers.table("jobs", {
  id: uuid().primaryKey(),
  kind: text().notNull(),
  status: text().notNull().default(sql`'queued'`),
  payload: jsonb().notNull(),
  result: jsonb(),
  principal: text().notNull(),
  userId: uuid("user_id"),
  settledAt: time("settled_at"),
});

export const sessions = peers.table("sportsbook_sessions", {
  id: uuid().primaryKey(),
  userId: uuid("user_id").notNull(),
  consentId: uuid("consent_id").notNull(),
  sportsbook: text().notNull(),
  sessionData: bytea("session_data"),
  keyId: text("key_id"),
  paperTrading: boolean("paper_trading").notNull(),
  expiresAt: time("expires_at").notNull(),
  createdByJob: uuid("created_by_job").notNull(),
});

export const auditLogs = peers.table("audit_logs", {
  id: uuid().primaryKey(),
  actor: text().notNull(),
  action: text().notNull(),
  subject: text().notNull(),
  outcome: text().notNull(),
  userId: uuid("user_id"),
  jobId: uuid("job_id"),
  detail: jsonb().notNull(),
});

export const consents = pgTable("user_consents", {
  id: uuid().primaryKey(),
  userId: uuid("user_id").notNull(),
  purpose: text().notNull(),
  sportsbooks: text().array(),
  documentVersion: text("document_version").notNull(),
  grantedAt: time("granted_at").notNull(),
  expiresAt: time("expires_at"),
  withdrawnAt: time("withdrawn_at"),
  withdrawalReason: text("withdrawal_reason"),
  evidence: jsonb().$type<Record<string, unknown>>(),
});
