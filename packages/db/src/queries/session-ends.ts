/** The ends of many sessions, each with its audit row. */
import type { AuditAction, AuditEntry, AuditOrigin } from "@assent/domain";
import { type SQL, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { appendAudit } from "./audit-logs.ts";

interface BulkEnd {
  status: "expired" | "revoked";
  action: AuditAction;
  reason: string;
}

/** So many rows are in memory at once, however many sessions end. */
const AT_ONCE = 5_000;

/**
 * Revokes every active session under these consents, which the caller has locked: none can be added meanwhile.
 *
 * @returns how many.
 */
export async function endSessionsUnder(tx: Tx, consentIds: string[], reason: string, now: Date, origin: AuditOrigin): Promise<number> {
  const locked = sql`select id from sportsbook_sessions
    where consent_id = any(${sql.param(consentIds)}::uuid[]) and status = 'active' order by id limit ${AT_ONCE} for update`;
  let ended = 0;
  for (let last = AT_ONCE; last === AT_ONCE; ended += last)
    last = await endAndAudit(tx, locked, { status: "revoked", action: "session.revoked", reason }, now, origin);
  return ended;
}

/**
 * Expires up to `limit` of the sessions that are past their time. Those that others hold are left to them, so any
 * number of these may run at once.
 *
 * @returns how many; as many as the limit if there may be more.
 */
export const expireDueSessions = (tx: Tx, limit: number, now: Date, origin: AuditOrigin): Promise<number> =>
  endAndAudit(
    tx,
    sql`select id from sportsbook_sessions where status = 'active' and expires_at <= ${now.toISOString()}::timestamptz
      order by expires_at limit ${limit} for update skip locked`,
    { status: "expired", action: "session.expired", reason: "reached expires_at" },
    now,
    origin,
  );

type Ended = Record<"id" | "userId" | "consentId", string>;

/**
 * The locked ids go through an array, not a join: PostgreSQL then looks them up by their primary key, whatever it
 * believes about the size of the table. Not by `ctid`: that would miss a row that changed while its lock was awaited.
 */
async function endAndAudit(tx: Tx, locked: SQL, end: BulkEnd, now: Date, origin: AuditOrigin): Promise<number> {
  const ended = await tx.execute<Ended>(sql`
    update sportsbook_sessions set status = ${end.status}, end_reason = ${end.reason}, ended_at = ${now.toISOString()}::timestamptz,
      session_data = null, wrapped_key = null, key_id = null, version = version + 1
    where id = any(array(${locked}))
    returning id, user_id as "userId", consent_id as "consentId"`);
  await appendAudit(
    tx,
    ended.map((session) => endOf(session, end, origin)),
  );
  return ended.length;
}

const endOf = ({ id, userId, consentId }: Ended, { action, reason }: BulkEnd, origin: AuditOrigin): AuditEntry => ({
  ...{ ...origin, action, subject: `session:${id}`, outcome: "ok", userId },
  detail: { reason, consent_id: consentId },
});

/** The principal of the jobs that expire what is due. */
export const EXPIRY = "system:expiry";
const MOST_LOOKED_AT = 5;

export interface DueSessions {
  due: boolean;
  /** How long ago the oldest of them should have ended, in milliseconds; 0 when none is due. */
  lateMs: number;
  /** How many jobs that expire what is due are open, up to five. They concern no user; those that expire one session do. */
  open: number;
  /** How many of these are so young that somebody can be expected to run them. */
  underWay: number;
}

/** Whether any session is past its time. Reads one session and at most five jobs, however many of either there are. */
export async function dueSessions(db: Queryable, youngerThanMs: number): Promise<DueSessions> {
  const [row] = await db.execute<{ late: number | null; open: number; underWay: number }>(sql`
    select (extract(epoch from clock_timestamp()
        - (select expires_at from sportsbook_sessions where status = 'active' order by expires_at limit 1)) * 1000)::float8 as late,
      count(*)::int as open,
      count(*) filter (where created_at > clock_timestamp() - ${youngerThanMs} * interval '1 millisecond')::int as "underWay"
    from (select created_at from jobs where user_id is null and kind = 'session.expire' and status = 'queued' limit ${MOST_LOOKED_AT}) as open`);
  const { late = null, open = 0, underWay = 0 } = row ?? {};
  return { due: late !== null && late >= 0, lateMs: Math.max(0, late ?? 0), open, underWay };
}
