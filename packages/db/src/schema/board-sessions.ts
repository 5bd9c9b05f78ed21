import { BOARD_ROLES } from "@assent/domain";
import { sql } from "drizzle-orm";
import { pgEnum, pgTable, text } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const boardRole = pgEnum("board_role", BOARD_ROLES);

/** Who is logged in to the board. */
export const boardSessions = pgTable("board_sessions", {
  /** A hash of what the browser holds, so that nobody who reads the table can use it. */
  id: text().primaryKey(),
  operator: text().notNull(),
  role: boardRole().notNull().default("viewer"),
  /** Of the credentials that it was begun with: it ends when they change. */
  credentials: text().notNull(),
  createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
  /** When the operator last did something; by and by, to the minute. */
  seenAt: time("seen_at").notNull().default(sql`clock_timestamp()`),
});
