import type { SessionStatus } from "@assent/domain";
import { and, desc, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { sportsbookSessions as sessions, userConsents } from "../schema/index.ts";
import { databaseNow } from "./clock.ts";
import { either, type IndexColumns, newestIds, type Page, pageOfIds, rowsOf, startOf } from "./keyset.ts";
import { selected } from "./selected.ts";
import { type SessionRead, sessionColumns } from "./sessions.ts";

export interface SessionFilters {
  userId?: string | undefined;
  sportsbook?: string | undefined;
  status?: SessionStatus | undefined;
  consentId?: string | undefined;
}

export const listSessions = (db: Queryable, filters: SessionFilters, page: Page): Promise<SessionRead[]> =>
  db
    .select({ ...selected(sessionColumns), readAt: databaseNow })
    .from(rowsOf(sessions, idsOf(filters, page), Object.values(sessionColumns)))
    .orderBy(desc(sessions.id));

/** The same rule as `sessionStatus` in the domain: an active session past its time reads as expired. */
function idsOf(filters: SessionFilters, page: Page): SQL {
  if (filters.status === "expired") return either(storedIds(filters, page), overdueIds(filters, page), page);
  return storedIds(filters, page, filters.status === "active" ? sql`${sessions.expiresAt} > (select clock_timestamp())` : undefined);
}

function storedIds({ userId, consentId, sportsbook, status }: SessionFilters, page: Page, also?: SQL): SQL {
  const ofStatus: IndexColumns = [
    [sessions.status, status],
    [sessions.sportsbook, sportsbook],
  ];
  if (consentId !== undefined)
    return pageOfIds(sessions, [[sessions.consentId, consentId], ...ofStatus], page, and(also, belongsTo(consentId, userId)));
  if (userId !== undefined) return pageOfIds(sessions, [[sessions.userId, userId], ...ofStatus], page, also);
  if (sportsbook === undefined && status === undefined) return newestIds(sessions, page);
  if (sportsbook === undefined) return pageOfIds(sessions, [[sessions.status, status]], page, also);
  return pageOfIds(sessions, ofStatus.toReversed(), page, also);
}

/** Asked of the consent, once: all of its sessions belong to its user. */
const belongsTo = (consentId: string, userId: string | undefined) =>
  userId === undefined ? undefined : sql`(select user_id from ${userConsents} where id = ${consentId}) = ${userId}`;

/**
 * All that are past their time and not yet ended; where a worker is alive they are few. PostgreSQL does not know the time when it
 * plans, and takes a third of all for past it; of a range it expects far less, and so it takes the index of what is due.
 */
function overdueIds({ userId, consentId, sportsbook }: SessionFilters, page: Page): SQL {
  const wanted = and(
    userId === undefined ? undefined : sql`user_id = ${userId}`,
    consentId === undefined ? undefined : sql`consent_id = ${consentId}`,
    sportsbook === undefined ? undefined : sql`sportsbook = ${sportsbook}`,
  );
  return sql`
    select id as page_id from (
      select id, user_id, consent_id, sportsbook from ${sessions}
      where status = 'active' and expires_at > '-infinity' and expires_at <= (select clock_timestamp()) order by expires_at offset 0) as overdue
    where id < ${startOf(page)} and ${wanted ?? sql`true`} order by id desc limit ${page.limit}`;
}
