import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const userConsents = pgTable(
  "user_consents",
  {
    id: uuid().primaryKey(),
    userId: uuid("user_id").notNull(),
    purpose: text().notNull(),
    /** Null covers every sportsbook. */
    sportsbooks: text().array(),
    documentVersion: text("document_version").notNull(),
    grantedAt: time("granted_at").notNull().default(sql`clock_timestamp()`),
    expiresAt: time("expires_at"),
    withdrawnAt: time("withdrawn_at"),
    /** When it was recorded that it has expired; it was not valid from `expires_at` on, recorded or not. */
    expiredAt: time("expired_at"),
    withdrawalReason: text("withdrawal_reason"),
    /** Of the hash by which the audit log knows the evidence. */
    evidenceSalt: text("evidence_salt"),
    evidence: jsonb().$type<Record<string, unknown>>(),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    unique("user_consents_id_user_id").on(t.id, t.userId),
    check("user_consents_expire_after_grant", sql`${t.expiresAt} > ${t.grantedAt}`),
    check("user_consents_reason", sql`${t.withdrawalReason} is null or ${t.withdrawnAt} is not null`),
    index("user_consents_user").on(t.userId, t.id),
    index("user_consents_expiry").on(t.expiresAt),
    index("user_consents_expiring").on(t.expiresAt).where(sql`${t.expiredAt} is null and ${t.withdrawnAt} is null`),
    index("user_consents_withdrawal").on(t.withdrawnAt).where(sql`${t.withdrawnAt} is not null`),
  ],
);
export type ConsentRow = typeof userConsents.$inferSelect;
