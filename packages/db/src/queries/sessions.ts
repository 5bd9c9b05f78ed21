import { and, eq, getTableColumns, ne, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { type SessionRow, sportsbookSessions as sessions } from "../schema/index.ts";
import { anyOf } from "./any-of.ts";
import { databaseNow } from "./clock.ts";
import { jobsWithIds } from "./jobs/by-id.ts";

const { sessionData: _ciphertext, wrappedKey: _key, ...readable } = getTableColumns(sessions);
/** Everything but the ciphertext and its key, which no reader needs. */
export const sessionColumns = readable;
const columns = { ...readable, readAt: databaseNow };
/** A session and the time of the read. */
export type SessionRead = Omit<SessionRow, "sessionData" | "wrappedKey"> & { readAt: Date };

/**
 * Inserts the sessions that these claimed `session.create` jobs ask for, with one statement; all carry the time `now`.
 * Their fields, above all the ciphertext, go from row to row inside PostgreSQL.
 */
export async function insertSessionsOf(tx: Tx, jobIds: string[], now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  await tx.execute(sql`
    insert into sportsbook_sessions
      (id, user_id, consent_id, sportsbook, session_data, wrapped_key, key_id, paper_trading, expires_at, created_by_job, created_at, updated_at)
    select (payload ->> 'session_id')::uuid, (payload ->> 'user_id')::uuid, (payload ->> 'consent_id')::uuid, payload ->> 'sportsbook',
      decode(payload -> 'session_data' ->> 'ciphertext', 'base64'), decode(payload -> 'session_data' ->> 'wrapped_key', 'base64'),
      payload -> 'session_data' ->> 'key_id', (payload ->> 'paper_trading')::boolean, (payload ->> 'expires_at')::timestamptz, id, ${at}, ${at}
    from jobs where ${jobsWithIds(jobIds)}`);
}

export async function findSession(db: Queryable, id: string): Promise<SessionRead | undefined> {
  /** Ordered, so that PostgreSQL finds it by the primary key even with a plan from a time when there was none. */
  const [row] = await db
    .select(columns)
    .from(sessions)
    .where(anyOf(sessions.id, [id]))
    .orderBy(sessions.id);
  return row;
}

/** Locks sessions in the order of their ids. Consents are locked before sessions, always. The time of the read is from after the lock. */
export async function lockSessions(tx: Tx, ids: string[]): Promise<Map<string, SessionRead>> {
  const inOrder = tx.select(readable).from(sessions).where(anyOf(sessions.id, ids)).orderBy(sessions.id).for("update");
  const locked = tx.$with("locked").as(inOrder);
  const rows = await tx
    .with(locked)
    .select({ ...locked._.selectedFields, readAt: databaseNow })
    .from(locked);
  return new Map(rows.map((row) => [row.id, row]));
}

export interface SessionEnd {
  id: string;
  status: "expired" | "revoked";
  reason: string;
}

/** Ends an active session, or revokes an expired one; its ciphertext is gone with this statement. */
export async function endSession(tx: Tx, { id, status, reason }: SessionEnd, now: Date): Promise<SessionRead | undefined> {
  const mayEnd = status === "revoked" ? ne(sessions.status, "revoked") : eq(sessions.status, "active");
  const [row] = await tx
    .update(sessions)
    .set({
      ...{ status, endReason: reason, endedAt: sql`coalesce(${sessions.endedAt}, ${now.toISOString()}::timestamptz)` },
      ...{ sessionData: null, wrappedKey: null, keyId: null, version: sql`${sessions.version} + 1` },
    })
    .where(and(eq(sessions.id, id), mayEnd))
    .returning(columns);
  return row;
}

export async function renewSession(tx: Tx, id: string, expiresAt: Date): Promise<SessionRead> {
  const [row] = await tx
    .update(sessions)
    .set({ expiresAt, version: sql`${sessions.version} + 1` })
    .where(eq(sessions.id, id))
    .returning(columns);
  return row as SessionRead;
}
