/** The workers: how they are, and what they still hold. */
import { databaseTime, listWorkers, type WorkerRow } from "@assent/db";
import { id as anId, WORKER_STATUSES } from "@assent/domain";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { html, type Part } from "../html.ts";
import { filterForm } from "./forms.ts";
import { badge, type Column, card, count, duration, id, live, mebibytes, older, query, table } from "./parts.ts";
import { addPage, optional, type Site } from "./site.ts";

const ROWS = 50;
const search = z.object({ status: optional(z.enum(WORKER_STATUSES)), before: optional(anId) });

export const workers = (app: FastifyInstance, { reads }: Site) =>
  addPage(app, "/workers", async (visit) => {
    const { status, before } = search.parse(visit.query);
    const [now, rows] = await Promise.all([databaseTime(reads), listWorkers(reads, { status }, { limit: ROWS, before })]);
    const next = rows.length === ROWS ? rows.at(-1)?.id : undefined;
    const found = card("Newest first", table("Workers", columnsAt(now), rows, "No worker has ever started."));
    return {
      title: "Workers",
      body: html`${filterForm("/workers", [{ name: "status", label: "Status", value: status, options: WORKER_STATUSES }])}
        ${live(`/workers?${query({ status, before })}`, found)}${older("/workers", { status }, next)}`,
    };
  });

export const loadOf = ({ running, concurrency }: WorkerRow): Part =>
  html`${count(running)} of ${count(concurrency)} <meter min="0" max="${Math.max(1, concurrency)}" value="${running}" aria-label="busy slots"></meter>`;

const isOver = ({ status }: WorkerRow) => status === "stopped" || status === "lost";

const columnsAt = (now: Date): Column<WorkerRow>[] => [
  { name: "Worker", cell: (row) => id(row.id, "/workers") },
  {
    name: "Status",
    cell: ({ status, desired }) =>
      html`${badge(status)}${desired === "drain" && status === "running" && html` <span class="quiet">to drain</span>`}`,
  },
  { name: "Host", cell: ({ hostname, pid }) => `${hostname} ${pid}` },
  { name: "Version", cell: ({ version }) => version },
  { name: "Load", cell: (row) => (isOver(row) ? "–" : loadOf(row)) },
  { name: "Memory", numeric: true, cell: ({ rssBytes }) => mebibytes(rssBytes) },
  { name: "Loop lag", numeric: true, cell: ({ eventLoopLagMs }) => duration(Math.round(eventLoopLagMs)) },
  { name: "Clock", numeric: true, cell: ({ clockOffsetMs }) => `${Math.round(clockOffsetMs)} ms` },
  { name: "Kinds", numeric: true, cell: ({ kinds }) => kinds.length },
  { name: "Last beat", numeric: true, cell: (row) => `${duration(Math.max(0, now.getTime() - row.lastHeartbeatAt.getTime()))} ago` },
];
