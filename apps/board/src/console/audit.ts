/** The audit log: what was done, by whom, about whom, under which job. */
import { type AuditSearch, findAudit, searchAudit } from "@assent/db";
import { AUDIT_ACTIONS, AUDIT_OUTCOMES, id as anId, text } from "@assent/domain";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { html } from "../html.ts";
import { auditColumns, subjectLink } from "./audit-list.ts";
import { type Field, filterForm } from "./forms.ts";
import { moment } from "./job-filter.ts";
import { badge, card, facts, id, json, older, query, table, time } from "./parts.ts";
import { addPage, nothingThere, optional, type Site } from "./site.ts";

const ROWS = 50;

export const auditForm = z.object({
  actor: optional(text(200)),
  action: optional(z.enum(AUDIT_ACTIONS)),
  outcome: optional(z.enum(AUDIT_OUTCOMES)),
  subject: optional(text(200)),
  user: optional(anId),
  job: optional(anId),
  since: moment,
  until: moment,
});
type AuditForm = z.infer<typeof auditForm>;

export const searchOf = ({ user, job, ...others }: AuditForm): AuditSearch => ({ ...others, userId: user, jobId: job });

export function audit(app: FastifyInstance, { reads }: Site) {
  addPage(app, "/audit", async (visit) => {
    const { before, ...form } = auditForm.extend({ before: optional(anId) }).parse(visit.query);
    const { rows, next } = await searchAudit(reads, searchOf(form), { limit: ROWS, before });
    const columns = auditColumns(["time", "action", "outcome", "actor", "subject", "user", "job"]);
    const empty = next ? "None among those looked at; there are older ones." : "No row matches.";
    const exports =
      visit.may("export") &&
      html`<span>Export <a href="/audit/export.csv?${query(form)}" download>CSV</a> <a href="/audit/export.ndjson?${query(form)}" download>NDJSON</a></span>`;
    return {
      title: "Audit log",
      body: html`${filterForm("/audit", fieldsOf(form))}${card("Newest first", table("Audit rows", columns, rows, empty), exports)}${older("/audit", form, next)}`,
    };
  });

  addPage(app, "/audit/:id", async ({ params }) => {
    const asked = anId.safeParse(params["id"]).data;
    const row = asked && (await findAudit(reads, asked));
    if (!row) throw nothingThere("audit row");
    const pairs = facts([
      ["Time", time(row.occurredAt)],
      ["Actor", html`<a href="/audit?${query({ actor: row.actor })}">${row.actor}</a>`],
      ["Outcome", badge(row.outcome)],
      ["Subject", html`${subjectLink(row.subject)} · <a href="/audit?${query({ subject: row.subject })}">all about it</a>`],
      ["User", id(row.userId, "/users")],
      ["Job", id(row.jobId, "/jobs")],
      ["Worker", id(row.workerId, "/workers")],
      ["Request", row.requestId && html`<a href="/jobs?${query({ request: row.requestId })}">${row.requestId}</a>`],
      ["Id", html`<code>${row.id}</code>`],
    ]);
    return { title: row.action, body: html`${card("On record", pairs)}${card("Detail", json(row.detail))}` };
  });
}

const fieldsOf = (form: AuditForm): Field[] => [
  { name: "user", label: "User", value: form.user, hint: "UUID" },
  { name: "action", label: "Action", value: form.action, options: AUDIT_ACTIONS },
  { name: "outcome", label: "Outcome", value: form.outcome, options: AUDIT_OUTCOMES },
  { name: "subject", label: "Subject", value: form.subject, hint: "session:<id>" },
  { name: "job", label: "Job", value: form.job, hint: "UUID" },
  { name: "actor", label: "Actor", value: form.actor },
  { name: "since", label: "From, UTC", value: form.since?.slice(0, 19), type: "datetime-local" },
  { name: "until", label: "Until, UTC", value: form.until?.slice(0, 19), type: "datetime-local" },
];
