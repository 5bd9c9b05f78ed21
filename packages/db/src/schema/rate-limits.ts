import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/** What all processes together have used of a limit in its window. Not write-ahead logged: a crash forgets it, which harms nobody. */
export const rateLimits = pgTable("rate_limits", {
  key: text().primaryKey(),
  used: integer().notNull(),
  endsAt: time("ends_at").notNull(),
});
