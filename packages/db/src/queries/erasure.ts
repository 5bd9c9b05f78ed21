/** What of a user is destroyed, and how much of it there is. Rows stay, because the audit log tells of them; what was personal in them goes. */
import { type SQL, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { userConsents } from "../schema/index.ts";

/** Where jobs hold something personal: paths into their payloads and results, and the payload's fields that are secret. */
export interface PersonalPaths {
  payload: string[][];
  result: string[][];
  secrets: string[];
}

/** So many rows are written with one statement. */
const AT_ONCE = 5_000;

/** Of a user's consents after a given one, in their order. */
export async function consentIdsOf(db: Queryable, userId: string, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: userConsents.id })
    .from(userConsents)
    .where(sql`${userConsents.userId} = ${userId} and ${userConsents.id} > ${after}`)
    .orderBy(userConsents.id)
    .limit(limit);
  return rows.map(({ id }) => id);
}

const personalConsents = (userId: string) => sql`user_consents where user_id = ${userId}
  and (evidence is not null or evidence_salt is not null or withdrawal_reason is not null)`;

/** Without the salt nobody can tell any more of which evidence or reason the audit log has the hash. @returns how many it was */
export async function eraseConsents(tx: Tx, userId: string): Promise<number> {
  const { count } = await tx.execute(sql`
    update user_consents set evidence = null, evidence_salt = null, withdrawal_reason = null
    where id = any(array(select id from ${personalConsents(userId)}))`);
  return count;
}

const personalSessions = (userId: string) =>
  sql`sportsbook_sessions where user_id = ${userId} and status in ('expired', 'revoked') and end_reason is not null`;

export const eraseSessions = (tx: Tx, userId: string): Promise<number> =>
  inBatches(
    async () =>
      (
        await tx.execute(sql`
      update sportsbook_sessions set end_reason = null, version = version + 1
      where id = any(array(select id from ${personalSessions(userId)} limit ${AT_ONCE}))`)
      ).count,
  );

/** What still may run, but for erasures. */
const openJobs = (userId: string, but: string) => sql`jobs where user_id = ${userId} and kind <> ${but} and status in ('queued', 'failed')`;

/**
 * Takes back what waits and what may be retried, in the order of ids as claims lock them; a job that is under way is waited for.
 *
 * @param kept the kind of which jobs stay
 * @param onCancelled told the ids of each batch
 */
export const cancelJobsOf = (tx: Tx, userId: string, kept: string, onCancelled: (ids: string[]) => Promise<void>): Promise<number> =>
  inBatches(async () => {
    const cancelled = await tx.execute<{ id: string }>(sql`
      update jobs set status = 'cancelled', settled_at = coalesce(settled_at, clock_timestamp())
      where status in ('queued', 'failed') and id = any(array(
        select id from ${openJobs(userId, kept)} order by id limit ${AT_ONCE} for no key update))
      returning id`);
    if (cancelled.length > 0) await onCancelled(cancelled.map(({ id }) => id));
    return cancelled.length;
  });

export const eraseJobs = (tx: Tx, userId: string, paths: PersonalPaths): Promise<number> =>
  inBatches(
    async () =>
      (
        await tx.execute(sql`
      update jobs set payload = ${emptied(sql`payload`, paths.payload)} - ${sql.param(paths.secrets)}::text[],
        result = ${emptied(sql`result`, paths.result)}
      where id = any(array(select id from ${personalJobs(userId, paths)} limit ${AT_ONCE}))`)
      ).count,
  );

const personalJobs = (userId: string, { payload, result, secrets }: PersonalPaths) => {
  const found = [...payload.map((path) => sql`payload #>> ${arrayOf(path)}`), ...result.map((path) => sql`result #>> ${arrayOf(path)}`)];
  return sql`jobs where user_id = ${userId} and status <> 'queued'
    and (coalesce(${sql.join(found, sql`, `)}) is not null or jsonb_exists_any(payload, ${sql.param(secrets)}::text[]))`;
};

const arrayOf = (path: string[]): SQL => sql`${sql.param(path)}::text[]`;

/** The document with null at each of these places, where it has them. */
const emptied = (document: SQL, paths: string[][]): SQL =>
  paths.reduce((inner, path) => sql`jsonb_set(${inner}, ${arrayOf(path)}, 'null', false)`, document);

/** What an erasure would find. @param kept the kind of which jobs stay */
export async function countPersonal(db: Queryable, userId: string, paths: PersonalPaths, kept: string): Promise<Record<string, number>> {
  const [row] = await db.execute<Record<string, number>>(sql`
    select (select count(*)::int from user_consents where user_id = ${userId} and withdrawn_at is null) as consents_withdrawn,
      (select count(*)::int from sportsbook_sessions where user_id = ${userId} and status = 'active') as sessions_ended,
      (select count(*)::int from ${personalConsents(userId)}) as consents_erased,
      (select count(*)::int from ${personalSessions(userId)}) as sessions_erased,
      (select count(*)::int from ${openJobs(userId, kept)}) as jobs_cancelled,
      (select count(*)::int from ${personalJobs(userId, paths)}) as jobs_erased`);
  return row ?? {};
}

async function inBatches(batch: () => Promise<number>): Promise<number> {
  let all = 0;
  for (let last = AT_ONCE; last === AT_ONCE; all += last) last = await batch();
  return all;
}

/** Whether a consent of the user ended after that time (ISO 8601), or has not ended. */
export async function hadConsentAfter(tx: Tx, userId: string, time: string): Promise<boolean> {
  const [row] = await tx.execute(sql`
    select from user_consents where user_id = ${userId}
      and coalesce(least(withdrawn_at, expires_at), 'infinity') >= ${time}::timestamptz limit 1`);
  return row !== undefined;
}

/**
 * Users of whom something personal is left although their last consent ended longer ago than this, and whom no hold keeps. Looks at
 * all consents that ended before: nobody waits for it.
 */
export async function usersToForget(db: Queryable, endedMs: number, limit: number): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    with moment as materialized (select clock_timestamp() - ${endedMs} * interval '1 millisecond' as at)
    select distinct user_id as id from user_consents as ended, moment
    where least(withdrawn_at, expires_at) < moment.at
      and (evidence is not null or evidence_salt is not null or withdrawal_reason is not null)
      and not exists (select from user_consents as other
        where other.user_id = ended.user_id and coalesce(least(other.withdrawn_at, other.expires_at), 'infinity') >= moment.at)
      and not exists (select from legal_holds where legal_holds.user_id = ended.user_id)
    limit ${limit}`);
  return rows.map(({ id }) => id);
}
