/** Sealed tokens by the key that they are under, in sessions and in the payloads of jobs that may still run. */
import { type SQL, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { encryptionKeys as keys } from "../schema/index.ts";

/** A sealed token, and where it belongs. */
export interface Token {
  /** Of its row: a session's or a job's. */
  id: string;
  sessionId: string;
  userId: string;
  consentId: string;
  sportsbook: string;
  /** In base64. Null in format 1, where the key has sealed the token itself. */
  wrappedKey: string | null;
  /** In base64; only where the wrapped key is null, as it is not needed otherwise. */
  ciphertext: string | null;
}

export interface MovedToken {
  id: string;
  wrappedKey: string;
  /** Null where it stays as it is. */
  ciphertext: string | null;
}

/** Only active sessions have a token: the index on the status finds them in the order of their ids. */
const sessionsUnder = (keyId: string) => sql`sportsbook_sessions where status = 'active' and key_id = ${keyId}`;

/** Jobs that wait, and those that have failed and may be retried; what has settled otherwise has lost its token. */
const jobsUnder = (keyId: string, kinds: string[]) => sql`jobs
  where kind = any(${sql.param(kinds)}::text[]) and status in ('queued', 'failed') and payload -> 'session_data' ->> 'key_id' = ${keyId}`;

export const noTokenUnder = (keyId: string, kinds: string[]): SQL =>
  sql`not exists (select from ${sessionsUnder(keyId)}) and not exists (select from ${jobsUnder(keyId, kinds)})`;

/** Reads all that have a token, so it may take a second for each million. */
export async function countTokensUnder(db: Queryable, keyId: string, kinds: string[]): Promise<void> {
  await db
    .update(keys)
    .set({
      toRewrap: sql`(select count(*) from ${sessionsUnder(keyId)}) + (select count(*) from ${jobsUnder(keyId, kinds)})`,
    })
    .where(sql`${keys.keyId} = ${keyId} and ${keys.state} = 'decrypt_only' and ${keys.toRewrap} is null`);
}

/** Sessions under a key after a given one, less those that others hold at this moment: a later pass finds them. */
export async function lockSessionTokens(tx: Tx, keyId: string, after: string | null, limit: number): Promise<Token[]> {
  const rows = await tx.execute<Token & { [column: string]: unknown }>(sql`
    select id, id as "sessionId", user_id as "userId", consent_id as "consentId", sportsbook, encode(wrapped_key, 'base64') as "wrappedKey",
      case when wrapped_key is null then encode(session_data, 'base64') end as ciphertext
    from ${sessionsUnder(keyId)} and id > ${after ?? "00000000-0000-0000-0000-000000000000"}
    order by id limit ${limit} for no key update skip locked`);
  return [...rows];
}

export async function lockJobTokens(tx: Tx, keyId: string, kinds: string[], limit: number): Promise<Token[]> {
  const rows = await tx.execute<Token & { [column: string]: unknown }>(sql`
    select id, payload ->> 'session_id' as "sessionId", payload ->> 'user_id' as "userId", payload ->> 'consent_id' as "consentId",
      payload ->> 'sportsbook' as sportsbook, payload -> 'session_data' ->> 'wrapped_key' as "wrappedKey",
      case when payload -> 'session_data' ->> 'wrapped_key' is null then payload -> 'session_data' ->> 'ciphertext' end as ciphertext
    from ${jobsUnder(keyId, kinds)} order by id limit ${limit} for no key update skip locked`);
  return [...rows];
}

const movedRows = (moved: MovedToken[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(moved)}::text::jsonb) as moved(id uuid, "wrappedKey" text, ciphertext text)`;

/** Writes locked sessions' new wraps; nothing else of them changes, but for a ciphertext of format 1. */
export async function moveSessionTokens(tx: Tx, keyId: string, moved: MovedToken[]): Promise<void> {
  if (moved.length === 0) return;
  await tx.execute(sql`
    update sportsbook_sessions as session set key_id = ${keyId}, wrapped_key = decode(moved."wrappedKey", 'base64'),
      session_data = coalesce(decode(moved.ciphertext, 'base64'), session_data)
    from ${movedRows(moved)} where session.id = moved.id and session.id = any(${sql.param(moved.map(({ id }) => id))}::uuid[])`);
}

export async function moveJobTokens(tx: Tx, keyId: string, moved: MovedToken[]): Promise<void> {
  if (moved.length === 0) return;
  await tx.execute(sql`
    update jobs set payload = jsonb_set(payload, '{session_data}', payload -> 'session_data' || jsonb_strip_nulls(
      jsonb_build_object('key_id', ${keyId}::text, 'wrapped_key', moved."wrappedKey", 'ciphertext', moved.ciphertext)))
    from ${movedRows(moved)} where jobs.id = moved.id and jobs.id = any(${sql.param(moved.map(({ id }) => id))}::uuid[])`);
}

/** For statements of this transaction that read more than others may. */
export async function allowStatements(tx: Tx, mostMs: number): Promise<void> {
  await tx.execute(sql`select set_config('statement_timeout', ${String(mostMs)}, true)`);
}
