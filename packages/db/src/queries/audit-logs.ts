import { type AuditAction, type AuditEntry, type AuditOutcome, newId } from "@assent/domain";
import { and, desc, getTableColumns, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { type AuditRow, auditLogs } from "../schema/index.ts";
import { type IndexColumns, newestIds, type Page, pageOfIds, rowsOf } from "./keyset.ts";
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

/** A job has few rows and a subject seldom many: the first that is given chooses, the others are judged row by row and not as what an index could find. */
function idsOf({ jobId, subject, userId, action, outcome }: AuditFilters, page: Page) {
  const ofAction: IndexColumns = [
    [auditLogs.action, action],
    [auditLogs.outcome, outcome],
  ];
  const of = [
    [auditLogs.jobId, jobId],
    [auditLogs.subject, subject],
    [auditLogs.userId, userId],
  ] as const;
  const [first, ...others] = of.filter(([, wanted]) => wanted !== undefined);
  if (first)
    return pageOfIds(
      auditLogs,
      [[...first], ...ofAction],
      page,
      and(...others.map(([column, wanted]) => sql`${column} is not distinct from ${wanted}`)),
    );
  return action === undefined && outcome === undefined ? newestIds(auditLogs, page) : pageOfIds(auditLogs, ofAction, page);
}
