/** The registry of keys: which seals, which are being left, which are over. It holds no key. */
import { asc, eq, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { type EncryptionKeyRow, encryptionKeys as keys } from "../schema/index.ts";
import { errorCode } from "../transient.ts";
import { isLive } from "./key-holders.ts";
import { noTokenUnder } from "./tokens.ts";

/** Raised by the trigger `jobs_closed_keys`. */
const KEY_CLOSED = "KEY01";

/** Whether jobs were refused because a token of theirs is sealed under a key that is closed. */
export const isKeyClosed = (error: unknown): boolean => errorCode(error) === KEY_CLOSED;

/** Until the transaction ends, nobody else joins or begins a rotation. */
export async function lockRegistry(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('encryption_keys'))`);
}

export const listKeys = (db: Queryable): Promise<EncryptionKeyRow[]> =>
  db.select().from(keys).orderBy(asc(keys.announcedAt), asc(keys.keyId));

const OPEN = { closedAt: null, fence: null, toRewrap: null, rewrapped: 0, unopenable: 0, reached: null };

/** Makes it the one that seals; the one before is left. The active row is always locked first. */
export async function activateKey(tx: Tx, keyId: string): Promise<void> {
  await tx
    .update(keys)
    .set({ ...OPEN, state: "decrypt_only" })
    .where(eq(keys.state, "active"));
  await tx
    .update(keys)
    .set({ ...OPEN, state: "active", activatedAt: sql`clock_timestamp()` })
    .where(eq(keys.keyId, keyId));
}

/** These have sealed before there was a registry. */
export async function leaveKeys(tx: Tx, keyIds: string[]): Promise<void> {
  await tx
    .update(keys)
    .set({ state: "decrypt_only" })
    .where(sql`${keys.state} = 'announced' and ${keys.keyId} = any(${sql.param(keyIds)}::text[])`);
}

/** The key that seals; it stays so until the transaction ends. */
export async function shareActiveKey(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.select({ keyId: keys.keyId }).from(keys).where(eq(keys.state, "active")).for("share");
  return row?.keyId;
}

/** A key that is being left, for the rest of the transaction. @returns undefined when another process has it in hand */
export async function takeKeyBeingLeft(tx: Tx, keyId: string): Promise<EncryptionKeyRow | undefined> {
  const [row] = await tx
    .select()
    .from(keys)
    .where(sql`${keys.keyId} = ${keyId} and ${keys.state} = 'decrypt_only'`)
    .for("update", { skipLocked: true });
  return row;
}

export type RewrapProgress = Pick<EncryptionKeyRow, "rewrapped" | "unopenable" | "reached">;

export async function recordRewrapped(tx: Tx, keyId: string, progress: RewrapProgress): Promise<void> {
  await tx.update(keys).set(progress).where(eq(keys.keyId, keyId));
}

/** From the commit on no job is taken that has a token under this key. Not while a live process seals with it. */
export async function closeKey(db: Queryable, keyId: string): Promise<void> {
  await db
    .update(keys)
    .set({ closedAt: sql`clock_timestamp()` })
    .where(sql`
    ${keys.keyId} = ${keyId} and ${keys.state} = 'decrypt_only' and ${keys.closedAt} is null
    and not exists (select from key_holders where seals_with = ${keyId} and ${isLive})`);
}

/**
 * In a transaction of its own, after that commit: every job that the closing was too late for has been inserted by a transaction
 * with a lower id than this one's, because a transaction has its id before it looks whether the key is closed.
 */
export async function fenceKey(db: Queryable, keyId: string): Promise<void> {
  await db
    .update(keys)
    .set({ fence: sql`pg_current_xact_id()` })
    .where(sql`${keys.keyId} = ${keyId} and ${keys.state} = 'decrypt_only' and ${keys.closedAt} is not null and ${keys.fence} is null`);
}

/**
 * Retires it if no token is under it, and none can come: all transactions up to the fence are over, and this statement sees what
 * they have left in one snapshot. A token on its way from a job to its session is in one of the two.
 *
 * @param kinds those whose payloads have tokens
 */
export async function retireKey(tx: Tx, keyId: string, kinds: string[]): Promise<EncryptionKeyRow | undefined> {
  const [row] = await tx
    .update(keys)
    .set({ state: "retired", retiredAt: sql`clock_timestamp()`, unopenable: 0, reached: null })
    .where(sql`
    ${keys.keyId} = ${keyId} and ${keys.state} = 'decrypt_only' and pg_snapshot_xmin(pg_current_snapshot()) > ${keys.fence}
    and ${noTokenUnder(keyId, kinds)}`)
    .returning();
  return row;
}

/** Forgets keys that were announced, are in no live process any more and have never sealed. */
export async function forgetAnnouncedKeys(db: Queryable, olderThanMs: number): Promise<void> {
  await db.delete(keys).where(sql`
    ${keys.state} = 'announced' and ${keys.announcedAt} < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'
    and not exists (select from key_holders where jsonb_exists(key_holders.keys, ${keys.keyId}) and ${isLive})`);
}
