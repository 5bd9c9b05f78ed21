import type { AuditRow } from "@assent/db";
import { html, type Part } from "../html.ts";
import { badge, type Column, id, time } from "./parts.ts";

/** Where what an audit row is about has a page. */
const PAGES: Record<string, string> = {
  job: "/jobs",
  worker: "/workers",
  operation: "/operations",
  kind: "/kinds",
  session: "/sessions",
  consent: "/consents",
  user: "/users",
};

export function subjectLink(subject: string): Part {
  const [, what = "", which = ""] = /^(\w+):(.+)$/s.exec(subject) ?? [];
  const page = Object.hasOwn(PAGES, what) && PAGES[what];
  return page
    ? html`<a href="${page}/${encodeURIComponent(which)}" title="${subject}">${what} ${which.length > 20 ? `…${which.slice(-8)}` : which}</a>`
    : subject;
}

const COLUMNS = {
  row: { name: "Row", cell: (row: AuditRow) => id(row.id, "/audit") },
  time: { name: "Time", cell: (row: AuditRow) => html`<a class="plain" href="/audit/${row.id}">${time(row.occurredAt)}</a>` },
  actor: { name: "Actor", cell: (row: AuditRow) => row.actor },
  action: { name: "Action", cell: (row: AuditRow) => row.action },
  outcome: { name: "Outcome", cell: (row: AuditRow) => badge(row.outcome) },
  subject: { name: "Subject", cell: (row: AuditRow) => subjectLink(row.subject) },
  user: { name: "User", cell: (row: AuditRow) => id(row.userId, "/users") },
  job: { name: "Job", cell: (row: AuditRow) => id(row.jobId, "/jobs") },
} satisfies Record<string, Column<AuditRow>>;

export const auditColumns = (names: (keyof typeof COLUMNS)[]): Column<AuditRow>[] => names.map((name) => COLUMNS[name]);
