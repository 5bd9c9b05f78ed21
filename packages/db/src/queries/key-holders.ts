import { MISSED_BEATS } from "@assent/domain";
import { asc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { type EncryptionKeyRow, type KeyHolderRow, keyHolders } from "../schema/index.ts";

/** As workers are. */
export const isLive = sql`key_holders.last_seen_at > clock_timestamp() - ${MISSED_BEATS} * key_holders.heartbeat_ms * interval '1 millisecond'`;

export type KeyHolder = Omit<KeyHolderRow, "lastSeenAt">;

/** What a process that holds keys must know of each key. */
export type RegisteredKey = Pick<EncryptionKeyRow, "keyId" | "state" | "checkValue">;

/** The heartbeat of a process that holds keys: what it has and seals with up, the registry down, one statement. */
export async function beatKeyHolder(db: Queryable, holder: KeyHolder): Promise<RegisteredKey[]> {
  const { id, hostname, pid, sealsWith, heartbeatMs } = holder;
  const held = JSON.stringify(holder.keys);
  const rows = await db.execute<RegisteredKey & { [column: string]: unknown }>(sql`
    with seen as (
      insert into key_holders (id, hostname, pid, keys, seals_with, heartbeat_ms)
      values (${id}, ${hostname}, ${pid}, ${held}::text::jsonb, ${sealsWith}, ${heartbeatMs})
      on conflict (id) do update set seals_with = excluded.seals_with, last_seen_at = clock_timestamp()),
    announced as (
      insert into encryption_keys (key_id, check_value) select key, value from jsonb_each_text(${held}::text::jsonb) on conflict do nothing)
    select key_id as "keyId", state, check_value as "checkValue" from encryption_keys`);
  return [...rows];
}

export const listLiveHolders = (db: Queryable): Promise<KeyHolderRow[]> =>
  db.select().from(keyHolders).where(isLive).orderBy(asc(keyHolders.id));

export async function removeKeyHolder(db: Queryable, id: string): Promise<void> {
  await db.delete(keyHolders).where(eq(keyHolders.id, id));
}

export async function pruneKeyHolders(db: Queryable, olderThanMs: number): Promise<void> {
  await db.delete(keyHolders).where(sql`${keyHolders.lastSeenAt} < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'`);
}
