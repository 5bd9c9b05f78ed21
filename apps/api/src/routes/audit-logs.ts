import { listAudit } from "@assent/db";
import { AUDIT_ACTIONS, AUDIT_OUTCOMES, auditView, id, text, viewOf } from "@assent/domain";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";

const filters = z.strictObject({
  user_id: id.optional(),
  job_id: id.optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  subject: text(128).optional().describe('"session:<id>", "consent:<id>", "job:<id>", "worker:<id>"'),
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
  ...pageQuery,
});

export function auditLogRoutes(app: Api, { read }: Context) {
  app.get(
    "/audit-logs",
    {
      config: { budget: "searches" },
      schema: operation({
        operationId: "listAuditLogs",
        tags: ["audit"],
        summary: "List what was done, by whom, about whom, under which job; newest first",
        access: { scope: "audit:read", owner: "fleet" },
        querystring: filters,
        response: { 200: z.object({ audit_logs: z.array(auditView), next_cursor: nextCursor }) },
      }),
    },
    async (request) => {
      const { user_id, job_id, action, subject, outcome, ...paging } = request.query;
      const page = pageFrom(paging);
      const { rows, next_cursor } = cut(
        await read((db) => listAudit(db, { userId: user_id, jobId: job_id, action, subject, outcome }, page)),
        page,
      );
      return { audit_logs: rows.map((row) => viewOf(auditView, row)), next_cursor };
    },
  );
}
