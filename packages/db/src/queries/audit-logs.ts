import { type AuditAction, type AuditEntry, type AuditOutcome, firstIdAfter, firstIdAt, newId } from "@assent/domain";
import { and, desc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { authenticated } from "../audit-authentication.ts";
import type { Queryable } from "../connect.ts";
import { linesOf } from "../lines.ts";
import { type AuditRow, auditLogs } from "../schema/index.ts";
import { AUDIT_UNWRITABLE, errorCode, isTransient } from "../transient.ts";
import { anyOf } from "./any-of.ts";
import { either, type IndexColumns, newestIds, type Page, pageOfIds, rowsOf } from "./keyset.ts";
import { selected } from "./selected.ts";

/**
 * Adds audit rows with one statement, in the caller's transaction: what they tell of is as durable as they are.
 *
 * @throws Error with the code AUDIT_UNWRITABLE when PostgreSQL refuses them, whatever its reason.
 */
export async function appendAudit(db: Queryable, entries: AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await insertAudit(db, entries).catch((cause) => {
    if (isTransient(cause) || isConsequence(cause)) throw cause;
    throw Object.assign(new Error("the audit log cannot be written", { cause }), { code: AUDIT_UNWRITABLE });
  });
}

/** in_failed_sql_transaction: something before it has failed. */
const isConsequence = (error: unknown) => errorCode(error) === "25P02";

async function insertAudit(db: Queryable, entries: AuditEntry[]): Promise<void> {
  const bodies = entries.map(bodyOf);
  const authentications = bodies.map(authenticated);
  const macs = authentications.map(({ mac }) => mac.toString("hex"));
  await db.execute(sql`
    insert into audit_logs (id, actor, action, subject, outcome, user_id, job_id, worker_id, request_id, detail, body, mac_key, mac)
    select (it->>'id')::uuid, it->>'actor', it->>'action', it->>'subject', (it->>'outcome')::audit_outcome, (it->>'user_id')::uuid,
      (it->>'job_id')::uuid, (it->>'worker_id')::uuid, it->>'request_id', it->'detail', body, ${authentications[0]?.keyId}, decode(mac, 'hex')
    from (
      /* Or it would be parsed anew for each of the columns. */
      select body, mac, body::jsonb as it from rows from (${linesOf(bodies)}, ${linesOf(macs)}) as given(body, mac) offset 0) as new`);
}

/** The bytes of a row, once and for all: its columns are read from them, so that they tell the same. */
const bodyOf = ({ actor, action, subject, outcome, userId, jobId, workerId, requestId, detail = {} }: AuditEntry): string =>
  JSON.stringify({
    ...{ v: 1, id: newId(), actor, action, subject, outcome },
    ...{ user_id: userId ?? undefined, job_id: jobId ?? undefined, worker_id: workerId ?? undefined, request_id: requestId ?? undefined },
    detail,
  });

export interface AuditFilters {
  userId?: string | undefined;
  jobId?: string | undefined;
  action?: AuditAction | undefined;
  subject?: string | undefined;
  outcome?: AuditOutcome | undefined;
}

const { body: _body, macKey: _macKey, mac: _mac, txid: _txid, place: _place, ...told } = getTableColumns(auditLogs);

export const listAudit = (db: Queryable, filters: AuditFilters, page: Page): Promise<AuditRow[]> =>
  db
    .select(selected(told))
    .from(rowsOf(auditLogs, idsOf(filters, page)))
    .orderBy(desc(auditLogs.id));

export async function findAudit(db: Queryable, id: string): Promise<AuditRow | undefined> {
  const [row] = await db.select(told).from(auditLogs).where(eq(auditLogs.id, id));
  return row;
}

export interface AuditSearch extends AuditFilters {
  actor?: string | undefined;
  /** ISO 8601. */
  since?: string | undefined;
  until?: string | undefined;
}

/** So many rows are looked at for one answer where an actor is asked for, of which there is no index. */
const MOST_LOOKED_AT = 5_000;

/** @returns newest first, and where to go on looking for older ones; with an actor there may be few or none, and still a `next` */
export async function searchAudit(
  db: Queryable,
  search: AuditSearch,
  { limit, before }: Page,
): Promise<{ rows: AuditRow[]; next?: string }> {
  const { actor, since, until, ...filters } = search;
  const page = { before: earlier(before, until && firstIdAfter(until)), from: since && firstIdAt(since) };
  if (actor === undefined) return nextOf(await listAudit(db, filters, { ...page, limit }), limit);
  const [row] = await db.execute<{ ids: string[]; looks: number; reached: string | null }>(sql`
    with candidates as materialized (${idsOf(filters, { ...page, limit: MOST_LOOKED_AT })}),
    matching as materialized (
      select audit_logs.id from ${rowsOf(auditLogs, sql`select page_id from candidates order by page_id desc`)}
      where audit_logs.actor = ${actor} order by audit_logs.id desc limit ${limit})
    select to_jsonb(array(select id from matching)) as ids, (select count(*)::int from candidates) as looks,
      (select page_id from candidates order by page_id limit 1) as reached`);
  const { ids = [], looks = 0, reached = null } = row ?? {};
  const rows = await db.select(told).from(auditLogs).where(anyOf(auditLogs.id, ids)).orderBy(desc(auditLogs.id));
  if (rows.length === limit || looks < MOST_LOOKED_AT || reached === null) return nextOf(rows, limit);
  return { rows, next: reached };
}

const earlier = (one: string | undefined, other: string | undefined) => (one && other && other < one ? other : (one ?? other));

function nextOf(rows: AuditRow[], limit: number): { rows: AuditRow[]; next?: string } {
  const last = rows.at(-1);
  return rows.length === limit && last ? { rows, next: last.id } : { rows };
}

type Filter = IndexColumns[number];

function idsOf({ jobId, subject, userId, action, outcome }: AuditFilters, page: Page): SQL {
  const ofAction: IndexColumns = [
    [auditLogs.action, action],
    [auditLogs.outcome, outcome],
  ];
  const of: Filter[] = [
    [auditLogs.jobId, jobId],
    [auditLogs.subject, subject],
    [auditLogs.userId, userId],
  ];
  const given = of.filter(([, wanted]) => wanted !== undefined);
  const [first, last] = [given[0], given.at(-1)];
  if (!first || !last)
    return action === undefined && outcome === undefined ? newestIds(auditLogs, page) : pageOfIds(auditLogs, ofAction, page);
  /** Found by one of them, judged by the others row by row: `is not distinct from` is `=` that no index is used for. */
  const by = (one: Filter, also?: SQL) => {
    const others = given.filter((other) => other !== one).map(([column, wanted]) => sql`${column} is not distinct from ${wanted}`);
    return pageOfIds(auditLogs, [one, ...ofAction], page, and(also, ...others));
  };
  return first === last ? by(first) : either(by(last, isRare(last)), by(first, sql`not ${isRare(last)}`), page);
}

const RARE = 200;

const isRare = ([column, wanted]: Filter) =>
  sql`(select count(*) <= ${RARE} from (select from ${auditLogs} where ${column} = ${wanted} limit ${RARE + 1}) as rows)`;
