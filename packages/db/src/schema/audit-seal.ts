import { sql } from "drizzle-orm";
import { bigint, boolean, check, pgTable, uuid } from "drizzle-orm/pg-core";
import { bytea, xid8 } from "./columns.ts";

/** How far the audit log is sealed: one row. */
export const auditSeal = pgTable(
  "audit_seal",
  {
    one: boolean().primaryKey().default(true),
    size: bigint({ mode: "number" }).notNull().default(0),
    frontier: bytea().notNull().default(sql`''::bytea`),
    /** The last row that is sealed, in the order of transactions and, within one, of ids. */
    txid: xid8().notNull().default(sql`'0'::xid8`),
    auditId: uuid("audit_id").notNull().default("00000000-0000-0000-0000-000000000000"),
  },
  (t) => [check("audit_seal_one", sql`${t.one}`)],
);
export type AuditSealRow = typeof auditSeal.$inferSelect;
