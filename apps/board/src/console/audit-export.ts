/** The audit log as a file, however long: read page by page while it is sent, and on record before the first row. */
import { Readable } from "node:stream";
import { type AuditRow, appendAudit, searchAudit } from "@assent/db";
import { auditView, viewOf } from "@assent/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { auditForm, searchOf } from "./audit.ts";
import { type Site, visitOf } from "./site.ts";

const ROWS = 1_000;
type View = z.infer<typeof auditView>;
const FIELDS = Object.keys(auditView.shape) as (keyof View)[];

const FORMATS = {
  csv: { type: "text/csv; charset=utf-8", head: csvLine(FIELDS), line: (row: View) => csvLine(FIELDS.map((field) => row[field])) },
  ndjson: { type: "application/x-ndjson", head: "", line: (row: View) => `${JSON.stringify(row)}\n` },
} as const;

export function auditExport(app: FastifyInstance, site: Site) {
  for (const format of Object.keys(FORMATS) as (keyof typeof FORMATS)[])
    app.get(`/audit/export.${format}`, { exposeHeadRoute: false }, async (request, reply) => send(site, format, request, reply));
}

async function send(site: Site, format: keyof typeof FORMATS, request: FastifyRequest, reply: FastifyReply) {
  const form = auditForm.parse(request.query);
  const { by } = visitOf(request, reply);
  const detail = { format, filter: form };
  await appendAudit(site.db, [
    {
      actor: by.principal,
      action: "audit.exported",
      subject: "audit",
      outcome: "ok",
      requestId: by.requestId,
      userId: form.user ?? null,
      detail,
    },
  ]);
  reply.type(FORMATS[format].type).header("content-disposition", `attachment; filename="audit.${format}"`);
  return reply.send(Readable.from(lines(site, form, format)));
}

async function* lines(site: Site, form: z.infer<typeof auditForm>, format: keyof typeof FORMATS) {
  const { head, line } = FORMATS[format];
  if (head !== "") yield head;
  let before: string | undefined;
  do {
    site.stopping.throwIfAborted();
    const { rows, next }: { rows: AuditRow[]; next?: string } = await searchAudit(site.reads, searchOf(form), { limit: ROWS, before });
    if (rows.length > 0) yield rows.map((row) => line(viewOf(auditView, row))).join("");
    before = next;
  } while (before !== undefined);
}

function csvLine(values: readonly unknown[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

/** A spreadsheet runs what begins like a formula; an apostrophe makes it text (OWASP, CSV injection). */
function cell(value: unknown): string {
  const text = value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
