import type { ConsentTerms } from "@assent/domain";
import { desc, eq, getTableColumns, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { type ConsentRow, userConsents } from "../schema/index.ts";
import { anyOf } from "./any-of.ts";
import { databaseNow, epochMs, msOf } from "./clock.ts";
import { newestIds, type Page, pageOfIds, rowsOf } from "./keyset.ts";
import { selected } from "./selected.ts";

const columns = { ...getTableColumns(userConsents), readAt: databaseNow };
/** A consent and the time of the read. */
export type ConsentRead = ConsentRow & { readAt: Date };

/**
 * Locks consents, in the order of their ids: nobody creates, renews or withdraws anything under them before this transaction
 * ends. The time of the read is from after the lock, however long that took: a row leaves the inner query only when it is locked.
 */
export async function lockConsents(tx: Tx, ids: string[]): Promise<Map<string, ConsentRead>> {
  const inOrder = tx.select().from(userConsents).where(anyOf(userConsents.id, ids)).orderBy(userConsents.id).for("update");
  const locked = tx.$with("locked").as(inOrder);
  const rows = await tx.with(locked).select({ consent: locked._.selectedFields, readAt: databaseNow }).from(locked);
  return new Map(rows.map(({ consent, readAt }) => [consent.id, { ...consent, readAt }]));
}

/** What a consent allows, and the time of the read. */
export type TermsRead = ConsentTerms & { id: string; readAt: Date };

/** The same, but against withdrawal only: others create and renew under them meanwhile. */
export async function shareConsents(tx: Tx, ids: string[]): Promise<Map<string, TermsRead>> {
  const rows = await tx.execute<RawTerms>(sql`
    with locked as (
      select id, user_id, purpose, sportsbooks, expires_at, withdrawn_at from user_consents
      where ${anyOf(userConsents.id, ids)} order by id for share)
    select id, user_id as "userId", purpose, sportsbooks, ${msOf(sql`expires_at`)} as "expiresMs", ${msOf(sql`withdrawn_at`)} as "withdrawnMs",
      ${epochMs} as "readMs"
    from locked`);
  return new Map(rows.map((row) => [row.id, termsOf(row)]));
}

type RawTerms = Pick<TermsRead, "id" | "userId" | "purpose" | "sportsbooks"> &
  Record<"expiresMs" | "withdrawnMs", number | null> & { readMs: number; [column: string]: unknown };

const termsOf = ({ id, userId, purpose, sportsbooks, expiresMs, withdrawnMs, readMs }: RawTerms): TermsRead => ({
  ...{ id, userId, purpose, sportsbooks },
  ...{ expiresAt: dateOf(expiresMs), withdrawnAt: dateOf(withdrawnMs), readAt: new Date(readMs) },
});

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/** A consent and the user whose it is said to be. */
export interface ConsentOfUser {
  consentId: string;
  userId: string;
}

/**
 * Those whose withdrawal, or whose user's erasure, was accepted and has not happened yet: few, because the API does it at once. PostgreSQL lets new sharers of
 * a lock pass whoever waits to have it alone, so under a steady stream of creations a withdrawal would wait until that ends.
 */
export async function consentsBeingWithdrawn(tx: Tx, consentIds: string[]): Promise<ConsentOfUser[]> {
  return await tx.execute<ConsentOfUser & Record<string, unknown>>(sql`
    select payload ->> 'consent_id' as "consentId", payload ->> 'user_id' as "userId" from jobs
    where kind = 'consent.withdraw' and status = 'queued' and payload ->> 'consent_id' = any(${sql.param(consentIds)}::text[])
    union all
    select consents.id::text, consents.user_id::text from jobs,
      /* From the erasures to the consents, and never the other way. */
      lateral (select id, user_id from user_consents
        where user_consents.user_id = jobs.user_id and id = any(${sql.param(consentIds)}::text[]::uuid[]) offset 0) as consents
    where kind = 'user.erase' and status = 'queued' and payload ->> 'unless_consent_after' is null`);
}

export type NewConsent = Omit<typeof userConsents.$inferInsert, "updatedAt">;

export const insertConsents = (tx: Tx, consents: NewConsent[]): Promise<ConsentRow[]> =>
  tx.insert(userConsents).values(consents).returning();

export const withdrawConsents = async (tx: Tx, withdrawals: { id: string; reason: string | null }[], now: Date): Promise<void> => {
  await tx.execute(sql`
    update user_consents set withdrawn_at = ${now.toISOString()}::timestamptz, withdrawal_reason = w.reason
    from jsonb_to_recordset(${JSON.stringify(withdrawals)}::jsonb) as w(id uuid, reason text)
    where user_consents.id = w.id and withdrawn_at is null`);
};

export async function findConsent(db: Queryable, id: string): Promise<ConsentRead | undefined> {
  const [row] = await db.select(columns).from(userConsents).where(eq(userConsents.id, id));
  return row;
}

export const listConsents = (db: Queryable, { userId }: { userId?: string | undefined }, page: Page): Promise<ConsentRead[]> =>
  db
    .select({ ...selected(getTableColumns(userConsents)), readAt: databaseNow })
    .from(
      rowsOf(
        userConsents,
        userId === undefined ? newestIds(userConsents, page) : pageOfIds(userConsents, [[userConsents.userId, userId]], page),
      ),
    )
    .orderBy(desc(userConsents.id));

/**
 * Records of up to `limit` consents that they have expired. Those that others hold are left for the next time. The time is that of
 * the statement, as below.
 */
export async function expireConsents(tx: Tx, limit: number): Promise<Pick<ConsentRow, "id" | "userId" | "expiresAt">[]> {
  const due = sql`select id from user_consents
    where expired_at is null and withdrawn_at is null and expires_at <= statement_timestamp()
    order by expires_at limit ${limit} for no key update skip locked`;
  return tx
    .update(userConsents)
    .set({ expiredAt: sql`clock_timestamp()` })
    .where(sql`${userConsents.id} = any(array(${due}))`)
    .returning({ id: userConsents.id, userId: userConsents.userId, expiresAt: userConsents.expiresAt });
}

const LOOK_BACK = sql`interval '1 hour'`;

/**
 * Consents that have lately become invalid but still have an active session. There should be none; each is a case for a
 * check. The time is that of the statement, because `clock_timestamp()` cannot be looked up in an index; and each condition
 * has a select of its own, because both in one would be looked up in none.
 */
export async function invalidConsentsWithSessions(db: Queryable, limit: number): Promise<Pick<ConsentRow, "id" | "userId">[]> {
  const rows = await db.execute<{ id: string; userId: string }>(sql`
    select id, user_id as "userId" from (
      select id, user_id from user_consents where expires_at between statement_timestamp() - ${LOOK_BACK} and statement_timestamp()
      union
      select id, user_id from user_consents where withdrawn_at > statement_timestamp() - ${LOOK_BACK}) as lately
    cross join lateral (select from sportsbook_sessions where consent_id = lately.id and status = 'active' limit 1) as alive
    limit ${limit}`);
  return [...rows];
}
