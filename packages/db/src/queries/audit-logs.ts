import { type AuditAction, type AuditEntry, type AuditOutcome, newId } from "@assent/domain";
import { desc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { type AuditRow, auditLogs } from "../schema/index.ts";
import { type Page, pageOf } from "./keyset.ts";

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
    .select()
    .from(auditLogs)
    .where(
      pageOf(auditLogs.id, page, [
        filters.userId === undefined ? undefined : eq(auditLogs.userId, filters.userId),
        filters.jobId === undefined ? undefined : eq(auditLogs.jobId, filters.jobId),
        filters.action === undefined ? undefined : eq(auditLogs.action, filters.action),
        filters.subject === undefined ? undefined : eq(auditLogs.subject, filters.subject),
        filters.outcome === undefined ? undefined : eq(auditLogs.outcome, filters.outcome),
      ]),
    )
    .orderBy(desc(auditLogs.id))
    .limit(page.limit);
