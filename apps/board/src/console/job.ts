/** One job: what has become of it and why, and what an operator can do about it. */
import { type AuditRow, appendAudit, findJob, type JobRow, listAudit, searchJobs } from "@assent/db";
import { id as anId, Refusal, sessionView } from "@assent/domain";
import { cancel, diagnose, retry, SECRET_FIELDS } from "@assent/jobs";
import type { FastifyInstance } from "fastify";
import { html, type Part } from "../html.ts";
import { auditColumns } from "./audit-list.ts";
import { actionForm } from "./forms.ts";
import { jobColumns, jobsWith } from "./job-list.ts";
import { timelineOf } from "./job-timeline.ts";
import { badge, card, facts, id, json, live, query, table } from "./parts.ts";
import { addAction, addPage, nothingThere, type Site, type Visit } from "./site.ts";

const AUDIT_ROWS = 50;
const NEIGHBOURS = 20;

export function job(app: FastifyInstance, site: Site) {
  addPage(app, "/jobs/:id", async (visit) => {
    const row = await jobOf(site, visit);
    await recordReading(site, row, visit);
    const [diagnosis, audit, neighbours] = await Promise.all([
      row.status === "queued" ? diagnose(site.reads, site.broker, row) : undefined,
      listAudit(site.reads, { jobId: row.id }, { limit: AUDIT_ROWS }),
      neighboursOf(site, row),
    ]);
    const body = html`
      ${diagnosis && html`<p class="banner calm" role="status"><b>Why is it not running?</b> ${diagnosis.words}</p>`}
      ${row.problem && html`<p class="banner ${row.status === "failed" ? "bad" : "warn"}"><b>Why?</b> ${row.problem.detail ?? row.problem.title}</p>`}
      ${whole(row, audit, neighbours, visit)}`;
    return { title: row.kind, body: live(`/jobs/${row.id}`, body, row.status === "queued") };
  });
  addAction(app, "/jobs/:id/retry", async (visit) => {
    return pageOf(await retry(site.db, site.broker, await jobOf(site, visit), visit.by));
  });
  addAction(app, "/jobs/:id/cancel", async (visit) => {
    return pageOf(await cancel(site.db, await jobOf(site, visit), visit.by));
  });
}

const pageOf = (outcome: JobRow | Refusal) => (outcome instanceof Refusal ? outcome : `/jobs/${outcome.id}`);

async function jobOf({ reads }: Site, { params }: Visit): Promise<JobRow> {
  const asked = anId.safeParse(params["id"]).data;
  const row = asked && (await findJob(reads, asked));
  if (!row) throw nothingThere("job");
  return row;
}

/** A result that shows a session is a reading of it. */
async function recordReading({ db }: Site, { id, result, userId }: JobRow, { by }: Visit) {
  const seen = sessionView.pick({ id: true }).safeParse(result?.["session"]).data;
  if (!seen) return;
  const who = { actor: by.principal, requestId: by.requestId, userId, jobId: id };
  await appendAudit(db, [{ ...who, action: "session.read", subject: `session:${seen.id}`, outcome: "ok" }]);
}

interface Neighbours {
  ofRequest: JobRow[];
  ofSession: JobRow[];
}

/** A session's jobs are found through its audit rows: there is no index of them. */
async function neighboursOf({ reads }: Site, { id, requestId, payload }: JobRow): Promise<Neighbours> {
  const session = anId.safeParse(payload["session_id"]).data;
  const [request, audit] = await Promise.all([
    requestId === null ? { ids: [] } : searchJobs(reads, { requestId }, { limit: NEIGHBOURS }),
    session === undefined ? [] : listAudit(reads, { subject: `session:${session}` }, { limit: NEIGHBOURS }),
  ]);
  const others = (ids: (string | null)[]) => jobsWith(reads, [...new Set(ids)].filter((one) => one !== null && one !== id) as string[]);
  return { ofRequest: await others(request.ids), ofSession: await others(audit.map(({ jobId }) => jobId)) };
}

function whole(row: JobRow, audit: AuditRow[], { ofRequest, ofSession }: Neighbours, visit: Visit): Part {
  const columns = jobColumns(["job", "kind", "status", "accepted", "why"]);
  return html`
    <div class="columns">
      ${card("Job", factsOf(row), visit.may("repair") && actions(row, visit.csrf))}
      ${card("Timeline", timelineOf(row, audit))}
    </div>
    <div class="columns">
      ${row.result && card("Result", json(row.result))}
      ${row.problem && card("Problem", json(row.problem))}
      ${card("Payload", json(openPayload(row)))}
    </div>
    ${card("Audit log", table("Audit rows of this job", auditColumns(["time", "action", "outcome", "actor", "subject"]), audit, "Nothing is on record yet."))}
    ${ofRequest.length > 0 && card("Of the same request", table("Jobs of the same request", columns, ofRequest))}
    ${ofSession.length > 0 && card("About the same session", table("Jobs about the same session", columns, ofSession))}`;
}

const factsOf = (row: JobRow): Part =>
  facts([
    ["Id", html`<code>${row.id}</code>`],
    ["Kind", html`<a href="/kinds/${row.kind}">${row.kind}</a>`],
    ["Status", badge(row.status)],
    ["User", id(row.userId, "/users")],
    ["Asked by", html`<a href="/jobs?${query({ principal: row.principal })}">${row.principal}</a>`],
    ["Request", row.requestId && html`<a href="/jobs?${query({ request: row.requestId })}">${row.requestId}</a>`],
    ["Failed attempts", row.attempts],
    ["Worker", id(row.workerId, "/workers")],
    ["Delivery", row.deliveryId && html`<code>${row.deliveryId}</code>`],
    ["Trace", row.traceparent && html`<code>${row.traceparent}</code>`],
  ]);

/** Sealed or not, a secret is nobody's to see here. */
const openPayload = ({ payload }: JobRow) =>
  Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, SECRET_FIELDS.includes(name) ? "(sealed)" : value]));

const actions = ({ id, status }: JobRow, csrf: string): Part => {
  if (status === "failed") return actionForm({ path: `/jobs/${id}/retry`, label: "Retry", csrf });
  return status === "queued" && actionForm({ path: `/jobs/${id}/cancel`, label: "Cancel", csrf, tone: "danger" });
};
