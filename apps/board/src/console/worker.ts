/** One worker: how it is, what it holds, and how to let it go. */
import { databaseTime, findWorker, type WorkerRow } from "@assent/db";
import { id as anId, Refusal } from "@assent/domain";
import { drain, heldBy } from "@assent/jobs";
import type { FastifyInstance } from "fastify";
import { type Html, html, type Part } from "../html.ts";
import { actionForm } from "./forms.ts";
import { jobColumns, jobsWith } from "./job-list.ts";
import { badge, card, count, duration, facts, live, mebibytes, query, table, time } from "./parts.ts";
import { addAction, addPage, nothingThere, type Site, type Visit } from "./site.ts";
import { loadOf } from "./workers.ts";

const ALIVE = ["starting", "running", "draining"];

export function worker(app: FastifyInstance, site: Site) {
  addPage(app, "/workers/:id", async (visit) => {
    const row = await workerOf(site, visit);
    const isAlive = ALIVE.includes(row.status);
    const [now, held] = await Promise.all([databaseTime(site.reads), isAlive ? heldBy(site.broker, row).catch(() => null) : []]);
    const body = html`${card("Worker", factsOf(row, now), visit.may("repair") && drainLink(row))}${isAlive && (await heldCard(site, held))}`;
    return { title: `Worker on ${row.hostname}`, body: live(`/workers/${row.id}`, body, isAlive) };
  });

  addPage(app, "/workers/:id/drain", async (visit) => {
    const row = await workerOf(site, visit);
    return {
      title: "Drain a worker",
      body: html`<p class="banner warn">Worker <code>${row.id}</code> on ${row.hostname} takes no more jobs from its next heartbeat on, finishes the ${count(row.running)} that it holds, and stops.
        Whatever starts it may start another in its place.</p>
        ${actionForm({ path: `/workers/${row.id}/drain`, label: "Drain it", csrf: visit.csrf, tone: "danger" })}`,
    };
  });
  addAction(app, "/workers/:id/drain", async (visit) => {
    const { id } = await workerOf(site, visit);
    const outcome = await drain(site.db, id, visit.by);
    return outcome instanceof Refusal ? outcome : `/workers/${id}`;
  });
}

async function workerOf({ reads }: Site, { params }: Visit): Promise<WorkerRow> {
  const asked = anId.safeParse(params["id"]).data;
  const row = asked && (await findWorker(reads, asked));
  if (!row) throw nothingThere("worker");
  return row;
}

const drainLink = ({ id, status, desired }: WorkerRow): Part =>
  ALIVE.includes(status) && desired === "run" && html`<a class="button danger" href="/workers/${id}/drain">Drain…</a>`;

const factsOf = (row: WorkerRow, now: Date): Html =>
  facts([
    ["Id", html`<code>${row.id}</code>`],
    ["Status", html`${badge(row.status)}${row.desired === "drain" && html` <span class="quiet">ordered to drain</span>`}`],
    ["Process", `${row.pid} on ${row.hostname}, version ${row.version}`],
    ["Load", loadOf(row)],
    ["Completed, failed", `${count(row.completed)}, ${count(row.failed)}`],
    ["Memory", mebibytes(row.rssBytes)],
    ["Event loop lag", duration(Math.round(row.eventLoopLagMs))],
    ["Clock", `${Math.round(row.clockOffsetMs)} ms from PostgreSQL's`],
    [
      "Last heartbeat",
      html`${duration(Math.max(0, now.getTime() - row.lastHeartbeatAt.getTime()))} ago <span class="quiet">every ${duration(row.heartbeatMs)}</span>`,
    ],
    ["Kinds", row.kinds.join(", ")],
    ["Started", time(row.startedAt)],
    ["Stopped", time(row.stoppedAt)],
    ["On record", html`<a href="/audit?${query({ subject: `worker:${row.id}` })}">audit log</a>`],
  ]);

async function heldCard({ reads }: Site, held: string[] | null): Promise<Html> {
  if (held === null) return card("Holds now", html`<p class="empty">BullMQ does not answer.</p>`);
  const jobs = (await jobsWith(reads, held)).filter(({ status }) => status === "queued");
  return card("Holds now", table("Jobs it holds", jobColumns(["job", "kind", "user", "accepted"]), jobs, "Nothing at this moment."));
}
