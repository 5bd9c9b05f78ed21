import { AUDIT_OUTCOMES, type AuditAction, EVENT_TYPES } from "@assent/domain";
import { sql } from "drizzle-orm";
import { bigint, check, index, jsonb, pgEnum, pgSequence, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, xid8 } from "./columns.ts";

export const auditOutcome = pgEnum("audit_outcome", AUDIT_OUTCOMES);

/** Never set back, and no number twice: who draws later has the greater one. A cache would break that. */
export const auditPlaces = pgSequence("audit_places", { cache: 1 });

/** In the index of events and in each statement that is to find it, word for word. Outcomes have one name each, actions too. */
export const isEvent = sql.raw(`action in (${EVENT_TYPES.map((type) => `'${type}'`).join(", ")}) and outcome <> 'refused'`);

/** Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE. Partitioned as `jobs` is. */
export const auditLogs = pgTable(
  "audit_logs",
  {
    id: uuid().primaryKey(),
    occurredAt: time("occurred_at").notNull().default(sql`clock_timestamp()`),
    actor: text().notNull(),
    action: text().$type<AuditAction>().notNull(),
    subject: text().notNull(),
    outcome: auditOutcome().notNull(),
    userId: uuid("user_id"),
    jobId: uuid("job_id"),
    workerId: uuid("worker_id"),
    requestId: text("request_id"),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** The row as it was written, which alone counts; the columns before it are copies to search by. Null in rows that are older than sealing. */
    body: text(),
    macKey: text("mac_key"),
    mac: bytea(),
    txid: xid8().default(sql`pg_current_xact_id()`),
    /**
     * Drawn while the transaction holds the locks of what the row tells of. The columns are filled in their order: whoever has drawn a
     * place has an id of a transaction already, which the feed of events relies on. Null in rows that are older than the feed.
     */
    place: bigint({ mode: "bigint" }).default(sql`nextval('audit_places')`),
  },
  (t) => [
    index("audit_logs_subject").on(t.subject, t.action, t.outcome, t.id),
    index("audit_logs_user").on(t.userId, t.action, t.outcome, t.id),
    index("audit_logs_job").on(t.jobId, t.action, t.outcome, t.id),
    index("audit_logs_action").on(t.action, t.outcome, t.id),
    index("audit_logs_txid").on(t.txid, t.id),
    index("audit_logs_events").on(t.place).where(isEvent),
    /** Its columns without their table's name: partitions have the check as well. */
    check(
      "audit_logs_authenticated",
      sql`(body is null) = (mac is null) and (mac is null) = (mac_key is null) and octet_length(mac) = 32 and octet_length(mac_key) <= 64`,
    ),
  ],
);
export type AuditRow = Omit<typeof auditLogs.$inferSelect, "body" | "macKey" | "mac" | "txid" | "place">;
