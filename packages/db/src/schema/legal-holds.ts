import { sql } from "drizzle-orm";
import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/** Users of whom nothing may be destroyed. A user may be under several; a row goes when its hold is released. */
export const legalHolds = pgTable(
  "legal_holds",
  {
    id: uuid().primaryKey(),
    userId: uuid("user_id").notNull(),
    reason: text().notNull(),
    placedBy: text("placed_by").notNull(),
    placedAt: time("placed_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [index("legal_holds_user").on(t.userId, t.id)],
);
export type LegalHoldRow = typeof legalHolds.$inferSelect;
