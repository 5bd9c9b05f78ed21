import { sql } from "drizzle-orm";
import { pgTable, text } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/** The kinds of which no worker takes jobs. A row here and no flag of BullMQ's: it survives a flush, and is the same on both backends. */
export const kindPauses = pgTable("kind_pauses", {
  kind: text().primaryKey(),
  pausedBy: text("paused_by").notNull(),
  reason: text(),
  pausedAt: time("paused_at").notNull().default(sql`clock_timestamp()`),
});
export type KindPauseRow = typeof kindPauses.$inferSelect;
