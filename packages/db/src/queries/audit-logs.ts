import { type AuditAction, type AuditEntry, type AuditOutcome, newId } from "@assent/domain";
import { and, desc, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { type AuditRow, auditLogs } from "../schema/index.ts";
import { either, type IndexColumns, newestIds, type Page, pageOfIds, rowsOf } from "./keyset.ts";
import { selected } from "./selected.ts";

/** Adds audit rows with one statement, in the caller's transaction: what they tell of is as durable as they are. */
export async function appendAudit(db: Queryable, entries: AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({ id: newId(), detail: {}, ...entry }));
  await db.execute(sql`
    insert into audit_logs (id, actor, action, subject, outcome, user_id, job_id, worker_id, request_id, detail)
    select id, actor, action, subject, outcome, "userId", "jobId", "workerId", "requestId", detail
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as new(
      id uuid, actor text, action text, subject text, outcome audit_outcome, "userId" uuid, "jobId" uuid,
      "workerId" uuid, "requestId" text, detail jsonb)`);
}

export interface AuditFilters {
  userId?: string | undefined;
  jobId?: string | undefined;
  action?: AuditAction | undefined;
  subject?: string | undefined;
  outcome?: AuditOutcome | undefined;
}

export const listAudit = (db: Queryable, filters: AuditFilters, page: Page): Promise<AuditRow[]> =>
  db
    .select(selected(getTableColumns(auditLogs)))
    .from(rowsOf(auditLogs, idsOf(filters, page)))
    .orderBy(desc(auditLogs.id));

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
