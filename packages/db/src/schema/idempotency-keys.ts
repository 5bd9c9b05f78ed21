import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/** Which job a principal's key stands for. Kept for days, not as long as the jobs. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    principal: text().notNull(),
    key: text().notNull(),
    /** Tells two requests under one key apart. */
    requestHash: text("request_hash").notNull(),
    jobId: uuid("job_id").notNull(),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.principal, t.key] }), index("idempotency_keys_age").on(t.createdAt)],
);
