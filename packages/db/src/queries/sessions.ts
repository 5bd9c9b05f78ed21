import type { SessionStatus } from "@assent/domain";
import { and, desc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { type SessionRow, sportsbookSessions as sessions } from "../schema/index.ts";
import { anyOf } from "./any-of.ts";
import { databaseNow } from "./clock.ts";
import { type Page, pageOf } from "./keyset.ts";

const { sessionData: _ciphertext, ...readable } = getTableColumns(sessions);
/** Everything but the ciphertext, which no reader needs, and the time of the read. */
const columns = { ...readable, readAt: databaseNow };
export type SessionRead = Omit<SessionRow, "sessionData"> & { readAt: Date };

/**
 * Inserts the sessions that these claimed `session.create` jobs ask for, with one statement; all carry the time `now`.
 * Their fields, above all the ciphertext, go from row to row inside PostgreSQL.
 */
export async function insertSessionsOf(tx: Tx, jobIds: string[], now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  await tx.execute(sql`
    insert into sportsbook_sessions
      (id, user_id, consent_id, sportsbook, session_data, key_id, paper_trading, expires_at, created_by_job, created_at, updated_at)
    select (payload ->> 'session_id')::uuid, (payload ->> 'user_id')::uuid, (payload ->> 'consent_id')::uuid, payload ->> 'sportsbook',
      decode(payload -> 'session_data' ->> 'ciphertext', 'base64'), payload -> 'session_data' ->> 'key_id', (payload ->> 'paper_trading')::boolean, (payload ->> 'expires_at')::timestamptz, id, ${at}, ${at}
    from jobs where ${anyOf(sql`id`, jobIds)}`);
}

export async function findSession(db: Queryable, id: string): Promise<SessionRead | undefined> {
  const [row] = await db.select(columns).from(sessions).where(eq(sessions.id, id));
  return row;
}

/** Locks sessions in the order of their ids. Consents are locked before sessions, always. */
export async function lockSessions(tx: Tx, ids: string[]): Promise<Map<string, SessionRead>> {
  const rows = await tx.select(columns).from(sessions).where(anyOf(sessions.id, ids)).orderBy(sessions.id).for("update");
  return new Map(rows.map((row) => [row.id, row]));
}

export interface SessionEnd {
  id: string;
  status: "expired" | "revoked";
  reason: string;
}

/** Ends active sessions, and revokes expired ones; their ciphertext is gone with this statement. */
export async function endSessions(tx: Tx, ends: SessionEnd[], now: Date): Promise<SessionRead[]> {
  if (ends.length === 0) return [];
  const { rows, set } = endsOf(ends, now);
  return tx
    .update(sessions)
    .set(set)
    .from(rows)
    .where(
      sql`${sessions.id} = ending.id and (${sessions.status} = 'active' or (${sessions.status}, ending.status) = ('expired', 'revoked'))`,
    )
    .returning(columns);
}

function endsOf(ends: SessionEnd[], now: Date) {
  const rows = sql`jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as ending(id uuid, status session_status, reason text)`;
  const set = {
    status: sql`ending.status`,
    endReason: sql`ending.reason`,
    endedAt: sql`coalesce(${sessions.endedAt}, ${now.toISOString()}::timestamptz)`,
    sessionData: null,
    keyId: null,
    version: sql`${sessions.version} + 1`,
  };
  return { rows, set };
}

/** The active sessions under these consents, locked in the order of their ids. */
export const lockSessionsUnder = (tx: Tx, consentIds: string[]): Promise<SessionRead[]> =>
  tx
    .select(columns)
    .from(sessions)
    .where(and(inArray(sessions.consentId, consentIds), eq(sessions.status, "active")))
    .orderBy(sessions.id)
    .for("update");

/** Active sessions past their time, locked; those that others hold are left to them. */
export const lockDueSessions = (tx: Tx, limit: number): Promise<SessionRead[]> =>
  tx
    .select(columns)
    .from(sessions)
    .where(and(eq(sessions.status, "active"), sql`${sessions.expiresAt} <= clock_timestamp()`))
    .orderBy(sessions.expiresAt)
    .limit(limit)
    .for("update", { skipLocked: true });

/** Whether any session is past its time while no job is open that expires them, and PostgreSQL's time in whole seconds. */
export async function dueSessions(db: Queryable): Promise<{ due: boolean; second: number }> {
  const [row] = await db.execute<{ due: boolean; second: number }>(sql`
    select exists (select from sportsbook_sessions where status = 'active' and expires_at <= clock_timestamp())
        and not exists (select from jobs where status = 'queued' and kind = 'session.expire' and payload ->> 'scope' = 'due') as due,
      floor(extract(epoch from clock_timestamp()))::float8 as second`);
  return row ?? { due: false, second: 0 };
}

export async function renewSession(tx: Tx, id: string, expiresAt: Date): Promise<SessionRead> {
  const [row] = await tx
    .update(sessions)
    .set({ expiresAt, version: sql`${sessions.version} + 1` })
    .where(eq(sessions.id, id))
    .returning(columns);
  return row as SessionRead;
}

export interface SessionFilters {
  userId?: string | undefined;
  sportsbook?: string | undefined;
  status?: SessionStatus | undefined;
  consentId?: string | undefined;
}

export const listSessions = (db: Queryable, filters: SessionFilters, page: Page): Promise<SessionRead[]> =>
  db
    .select(columns)
    .from(sessions)
    .where(
      pageOf(sessions.id, page, [
        filters.userId === undefined ? undefined : eq(sessions.userId, filters.userId),
        filters.sportsbook === undefined ? undefined : eq(sessions.sportsbook, filters.sportsbook),
        filters.consentId === undefined ? undefined : eq(sessions.consentId, filters.consentId),
        filters.status === undefined ? undefined : readsAs(filters.status),
      ]),
    )
    .orderBy(desc(sessions.id))
    .limit(page.limit);

/** The same rule as `sessionStatus` in the domain, as SQL. */
function readsAs(status: SessionStatus) {
  const overdue = sql`(${sessions.status} = 'active' and ${sessions.expiresAt} <= clock_timestamp())`;
  if (status === "expired") return sql`(${sessions.status} = 'expired' or ${overdue})`;
  return sql`(${sessions.status} = ${status} and not ${overdue})`;
}
