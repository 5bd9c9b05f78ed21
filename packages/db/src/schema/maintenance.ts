import { pgTable, text } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/** When each task of the fleet's housekeeping is due next: whichever worker comes first runs it. */
export const maintenance = pgTable("maintenance", {
  task: text().primaryKey(),
  nextAt: time("next_at").notNull(),
});
