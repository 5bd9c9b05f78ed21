import { sql } from "drizzle-orm";
import { integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/** The API processes, by their heartbeats: which keys each has, and with which it seals. */
export const keyHolders = pgTable("key_holders", {
  /** A new one at each start. */
  id: uuid().primaryKey(),
  hostname: text().notNull(),
  pid: integer().notNull(),
  /** Key ids and their check values. */
  keys: jsonb().$type<Record<string, string>>().notNull(),
  /** Null when it lacks the key that it should seal with. */
  sealsWith: text("seals_with"),
  heartbeatMs: integer("heartbeat_ms").notNull(),
  lastSeenAt: time("last_seen_at").notNull().default(sql`clock_timestamp()`),
});
export type KeyHolderRow = typeof keyHolders.$inferSelect;
