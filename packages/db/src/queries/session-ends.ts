/** The ends of many sessions, each with its audit row, by one statement: the rows never leave PostgreSQL. */
import type { AuditAction, AuditOrigin } from "@assent/domain";
import { type SQL, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { databaseId } from "./clock.ts";

interface BulkEnd {
  status: "expired" | "revoked";
  action: AuditAction;
  reason: string;
}

/**
 * Revokes every active session under these consents, which the caller has locked: none can be added meanwhile.
 *
 * @returns how many.
 */
export const endSessionsUnder = (tx: Tx, consentIds: string[], reason: string, now: Date, origin: AuditOrigin): Promise<number> =>
  endAndAudit(
    tx,
    sql`select id from sportsbook_sessions where consent_id = any(${sql.param(consentIds)}::uuid[]) and status = 'active' order by id for update`,
    { status: "revoked", action: "session.revoked", reason },
    now,
    origin,
  );

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

/**
 * The locked ids go through an array, not a join: PostgreSQL then looks them up by their primary key, whatever it
 * believes about the size of the table. Not by `ctid`: that would miss a row that changed while its lock was awaited.
 */
async function endAndAudit(tx: Tx, locked: SQL, { status, action, reason }: BulkEnd, now: Date, by: AuditOrigin): Promise<number> {
  const [row] = await tx.execute<{ ended: number }>(sql`
    with ended as (
      update sportsbook_sessions set status = ${status}, end_reason = ${reason}, ended_at = ${now.toISOString()}::timestamptz,
        session_data = null, wrapped_key = null, key_id = null, version = version + 1
      where id = any(array(${locked}))
      returning id, user_id, consent_id),
    audited as (
      insert into audit_logs (id, actor, action, subject, outcome, user_id, job_id, worker_id, request_id, detail)
      select ${databaseId}, ${by.actor}, ${action}, 'session:' || id, 'ok', user_id, ${by.jobId}::uuid, ${by.workerId}::uuid, ${by.requestId},
        jsonb_build_object('reason', ${reason}::text, 'consent_id', consent_id)
      from ended)
    select count(*)::int as ended from ended`);
  return row?.ended ?? 0;
}

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
