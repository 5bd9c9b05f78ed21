/** What is done to all jobs that match a filter: the number is shown first, and the progress afterwards. */
import { databaseTime, findOperation, type JobOperationRow, listOperations } from "@assent/db";
import { id as anId, JOB_OPERATION_ACTIONS, OPERATED_STATUS, Refusal, text } from "@assent/domain";
import { cancelOperation, countOperated, startOperation } from "@assent/jobs";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Html, html } from "../html.ts";
import { actionForm } from "./forms.ts";
import { filterOf, formOf, inWords, jobFilter } from "./job-filter.ts";
import { badge, type Column, card, count, facts, id, live, older, plural, query, table, time } from "./parts.ts";
import { addAction, addPage, nothingThere, optional, type Site, type Visit } from "./site.ts";

const ROWS = 50;
const order = jobFilter.omit({ status: true }).extend({ action: z.enum(JOB_OPERATION_ACTIONS), reason: optional(text(500)) });

export function operations(app: FastifyInstance, site: Site) {
  list(app, site);
  confirm(app, site);
  addAction(app, "/operations", async ({ form, by }) => {
    const { action, reason = null, ...filter } = order.parse(form);
    const outcome = await startOperation(site.db, { action, filter: filterOf(filter), reason }, by);
    return outcome instanceof Refusal ? outcome : `/operations/${outcome.id}`;
  });
  progress(app, site);
  addAction(app, "/operations/:id/cancel", async ({ params, by }) => {
    const outcome = await cancelOperation(site.db, anId.parse(params["id"]), by);
    return outcome instanceof Refusal ? outcome : `/operations/${outcome.id}`;
  });
}

const matchedOf = ({ matched, countedAll }: Pick<JobOperationRow, "matched" | "countedAll">) =>
  `${count(matched)}${countedAll ? "" : " or more"}`;

const COLUMNS: Column<JobOperationRow>[] = [
  { name: "Operation", cell: (row) => id(row.id, "/operations") },
  { name: "What", cell: (row) => `${row.action} ${inWords(row.filter)}` },
  { name: "Status", cell: ({ status }) => badge(status) },
  { name: "Done", numeric: true, cell: (row) => `${count(row.done)} of ${matchedOf(row)}` },
  { name: "By", cell: ({ principal }) => principal },
  { name: "Begun", cell: ({ createdAt }) => time(createdAt) },
];

const list = (app: FastifyInstance, { reads }: Site) =>
  addPage(app, "/operations", async (visit) => {
    const { before } = z.object({ before: optional(anId) }).parse(visit.query);
    const rows = await listOperations(reads, { limit: ROWS, before });
    const next = rows.length === ROWS ? rows.at(-1)?.id : undefined;
    const empty = "None yet. Look for failed or queued jobs, and operate on all that match.";
    return {
      title: "Operations",
      body: html`${card("Newest first", table("Operations on many jobs", COLUMNS, rows, empty))}${older("/operations", {}, next)}`,
    };
  });

const LEFT_OUT = { retry: "", cancel: "Withdrawals of consents stay, unless that kind is asked for." };

/** Nothing is done yet. */
const confirm = (app: FastifyInstance, { reads }: Site) =>
  addPage(app, "/operations/new", async (visit) => {
    const { action, reason: _, until = (await databaseTime(reads)).toISOString(), ...asked } = order.parse(visit.query);
    const form = { ...asked, until };
    const filter = filterOf(form);
    const { count: matched, isComplete } = await countOperated(reads, { action, filter });
    const number = `${plural(matched, "job")}${isComplete ? "" : " or more"}`;
    const hidden = { action, ...form };
    const shown = html`<a href="/jobs?${query({ ...form, status: OPERATED_STATUS[action] })}">${inWords({ ...filter, status: OPERATED_STATUS[action] })}</a>`;
    return {
      title: action === "retry" ? "Retry many jobs" : "Cancel many jobs",
      body: html`<p class="banner warn">This will ${action} <b>${number}</b>: ${shown}. What is accepted after that is not meant. ${LEFT_OUT[action]}</p>
        ${actionForm({ path: "/operations", label: `${action === "retry" ? "Retry" : "Cancel"} ${number}`, csrf: visit.csrf, tone: "danger", hidden, reason: true })}
        <p>The workers do it, two hundred jobs at a time, and go on where one of them dies. It can be stopped; what is done stays done.</p>`,
    };
  });

const progress = (app: FastifyInstance, { reads }: Site) =>
  addPage(app, "/operations/:id", async (visit) => {
    const asked = anId.safeParse(visit.params["id"]).data;
    const row = asked && (await findOperation(reads, asked));
    if (!row) throw nothingThere("operation");
    const body = whole(row, visit);
    return {
      title: `${row.action === "retry" ? "Retry" : "Cancel"} many jobs`,
      body: live(`/operations/${row.id}`, body, row.status === "running"),
    };
  });

const whole = (row: JobOperationRow, { may, csrf }: Visit): Html => {
  const come = row.done + row.skipped;
  const stop =
    row.status === "running" && may("repair") && actionForm({ path: `/operations/${row.id}/cancel`, label: "Stop", csrf, tone: "danger" });
  return card(
    "Progress",
    html`${row.countedAll && html`<progress max="${Math.max(row.matched, come, 1)}" value="${row.status === "completed" ? Math.max(row.matched, come, 1) : come}" aria-label="jobs done"></progress>`}
      ${facts([
        ["Status", badge(row.status)],
        ["What", html`<a href="/jobs?${query(formOf(row.filter))}">${row.action} ${inWords(row.filter)}</a>`],
        ["Done", count(row.done)],
        ["Skipped", html`${count(row.skipped)} <span class="quiet">settled by somebody else meanwhile, or not to be retried</span>`],
        ["Matched at the start", matchedOf(row)],
        ["By", row.principal],
        ["Reason", row.reason],
        ["Begun", time(row.createdAt)],
        ["Ended", time(row.endedAt)],
        ["Id", html`<code>${row.id}</code>`],
        ["On record", html`<a href="/audit?${query({ subject: `operation:${row.id}` })}">audit log</a>`],
      ])}`,
    stop,
  );
};
