import { sql } from "drizzle-orm";
import { bigint, index, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, time } from "./columns.ts";

/** What was signed, at which size. Of old ones some are enough: each is consistent with all later ones. */
export const auditCheckpoints = pgTable(
  "audit_checkpoints",
  {
    size: bigint({ mode: "number" }).primaryKey(),
    root: bytea().notNull(),
    /** A signed note (C2SP). */
    note: text().notNull(),
    sealedAt: time("sealed_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [index("audit_checkpoints_sealed").on(t.sealedAt)],
);
export type AuditCheckpointRow = typeof auditCheckpoints.$inferSelect;
