import { SESSION_STATUSES } from "@assent/domain";
import { sql } from "drizzle-orm";
import { boolean, check, foreignKey, index, integer, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time } from "./columns.ts";
import { userConsents } from "./user-consents.ts";

export const sessionStatus = pgEnum("session_status", SESSION_STATUSES);

export const sportsbookSessions = pgTable(
  "sportsbook_sessions",
  {
    id: uuid().primaryKey(),
    userId: uuid("user_id").notNull(),
    consentId: uuid("consent_id").notNull(),
    sportsbook: text().notNull(),
    /** Sealed; gone in the moment the session ends. */
    sessionData: bytea("session_data"),
    /** The data key of this ciphertext, wrapped by the key `key_id`; null where that key sealed the ciphertext itself (format 1). */
    wrappedKey: bytea("wrapped_key"),
    keyId: text("key_id"),
    status: sessionStatus().notNull().default("active"),
    paperTrading: boolean("paper_trading").notNull(),
    expiresAt: time("expires_at").notNull(),
    endedAt: time("ended_at"),
    endReason: text("end_reason"),
    createdByJob: uuid("created_by_job").notNull(),
    version: integer().notNull().default(1),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    /** The database itself refuses another user's consent. */
    foreignKey({
      name: "sportsbook_sessions_consent_of_user",
      columns: [t.consentId, t.userId],
      foreignColumns: [userConsents.id, userConsents.userId],
    }),
    check("sportsbook_sessions_data_while_active", sql`(${t.status} = 'active') = (${t.sessionData} is not null)`),
    check("sportsbook_sessions_key_with_data", sql`(${t.keyId} is null) = (${t.sessionData} is null)`),
    check("sportsbook_sessions_wrapped_with_data", sql`${t.wrappedKey} is null or ${t.sessionData} is not null`),
    check("sportsbook_sessions_end", sql`(${t.status} = 'active') = (${t.endedAt} is null)`),
    index("sportsbook_sessions_user").on(t.userId, t.status, t.sportsbook, t.id),
    index("sportsbook_sessions_of_consent").on(t.consentId, t.status, t.sportsbook, t.id),
    index("sportsbook_sessions_sportsbook").on(t.sportsbook, t.status, t.id),
    /** Without the sportsbook, because clients name those as they like: a list would have to look at each name. */
    index("sportsbook_sessions_status").on(t.status, t.id),
    index("sportsbook_sessions_due").on(t.expiresAt).where(sql`${t.status} = 'active'`),
  ],
);
export type SessionRow = typeof sportsbookSessions.$inferSelect;
