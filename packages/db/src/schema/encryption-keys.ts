import { KEY_STATES } from "@assent/domain";
import { sql } from "drizzle-orm";
import { bigint, pgEnum, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { time, xid8 } from "./columns.ts";

export const encryptionKeyState = pgEnum("encryption_key_state", KEY_STATES);

const counted = (name: string) => bigint(name, { mode: "number" });

/** What is known of each key-encryption key; never the key. */
export const encryptionKeys = pgTable(
  "encryption_keys",
  {
    keyId: text("key_id").primaryKey(),
    state: encryptionKeyState().notNull().default("announced"),
    /** In hex. Tells another key of the same name. */
    checkValue: text("check_value").notNull(),
    announcedAt: time("announced_at").notNull().default(sql`clock_timestamp()`),
    activatedAt: time("activated_at"),
    /** Since then no job is taken that has a token under this key; a trigger sees to it. */
    closedAt: time("closed_at"),
    /** A transaction from after that: when all up to it are over, none is left that was there before. */
    fence: xid8(),
    retiredAt: time("retired_at"),
    toRewrap: counted("to_rewrap"),
    rewrapped: counted("rewrapped").notNull().default(0),
    unopenable: counted("unopenable").notNull().default(0),
    /** Sessions are rewrapped in the order of their ids, pass by pass; this is the last one that was looked at in this pass. */
    reached: uuid(),
  },
  (t) => [uniqueIndex("encryption_keys_one_active").on(t.state).where(sql`${t.state} = 'active'`)],
);
export type EncryptionKeyRow = typeof encryptionKeys.$inferSelect;
