/** Is it well? And if not, where to look. */
import { countsInSteps, type JobRow, type StepCounts, searchJobs } from "@assent/db";
import type { KindView } from "@assent/domain";
import { type Fleet, kindsOf, lookAtFleet, perSecond, totalOf } from "@assent/jobs";
import { atMostOnceIn } from "@assent/runtime";
import type { FastifyInstance } from "fastify";
import { type Html, html } from "../html.ts";
import { chart, type Step, stepsOf } from "./charts.ts";
import { jobColumns, jobsWith } from "./job-list.ts";
import { badge, card, count, duration, live, rate, table, waiting } from "./parts.ts";
import { addPage, type Site } from "./site.ts";
import { wellness } from "./wellness.ts";

/** With this and a look every second, nothing on the page is older than two. */
const LOOK_EVERY_MS = 800;
const CHART_EVERY_MS = 10_000;
const LAST_FAILURES = 5;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1_440;
const DAY_STEP_MINUTES = 15;

export function overview(app: FastifyInstance, { reads }: Site) {
  const look = atMostOnceIn(LOOK_EVERY_MS, async () => {
    const [fleet, { ids }] = await Promise.all([
      lookAtFleet(reads, HOUR_MINUTES),
      searchJobs(reads, { status: "failed" }, { limit: LAST_FAILURES }),
    ]);
    return { fleet, failed: await jobsWith(reads, ids) };
  });
  const day = atMostOnceIn(CHART_EVERY_MS, () => countsInSteps(reads, DAY_MINUTES, DAY_STEP_MINUTES));
  addPage(app, "/", async () => {
    const [{ fleet, failed }, steps] = await Promise.all([look(), day()]);
    return { title: "Overview", charts: true, body: html`${live("/", glance(fleet, failed))}${chartsOf(fleet, steps)}` };
  });
  app.get("/figures.json", async () => {
    const [{ fleet }, steps] = await Promise.all([look(), day()]);
    return { hour: hourOf(fleet), day: dayOf(fleet, steps) };
  });
}

const glance = (fleet: Fleet, failed: JobRow[]): Html => {
  const { tone, words } = wellness(fleet);
  return html`
    <p class="banner ${tone}" role="status">${words}</p>
    ${tiles(fleet)}
    ${card("Kinds", kindTable(kindsOf(fleet)))}
    <div class="columns">
      ${card("Last failures", table("The last jobs that failed", jobColumns(["kind", "settled", "why"]), failed, "No job has failed."), html`<a href="/jobs?status=failed">All</a>`)}
      ${card("Refused in the last hour", refusals(fleet), html`<a href="/jobs?status=refused">All</a>`)}
    </div>`;
};

const tile = (name: string, value: string, detail: Html | string, tone = "") =>
  html`<div class="tile ${tone}"><dt>${name}</dt><dd><b>${value}</b> <span class="quiet">${detail}</span></dd></div>`;

function tiles(fleet: Fleet): Html {
  const { running, draining, lost, inHand, concurrency } = fleet.state;
  const counts = perSecond(fleet);
  return html`<dl class="tiles">
    ${tile("Workers", count(running), `running, ${draining} draining, ${lost} lost`, running === 0 ? "bad" : "")}
    ${tile("Busy", count(inHand), html`of ${count(concurrency)} <meter min="0" max="${Math.max(1, concurrency)}" value="${inHand}" aria-label="busy slots"></meter>`)}
    ${tile("Accepted", rate(counts.accepted), "a second")}
    ${tile("Completed", rate(counts.completed), "a second")}
    ${tile("Refused", rate(counts.refused), "a second")}
    ${tile("Failed", rate(counts.failed), "a second", counts.failed > 0 ? "bad" : "")}
  </dl>`;
}

function kindTable(kinds: KindView[]): Html {
  const time = (name: string, of: "start_ms" | "run_ms", q: "p50" | "p99") => ({
    name,
    numeric: true,
    cell: ({ figures }: KindView) => duration(figures[of]?.[q] ?? null),
  });
  return table(
    "Backlog and times by kind; the times are those of the last five minutes",
    [
      { name: "Kind", cell: ({ kind, pause }) => html`<a href="/kinds/${kind}">${kind}</a> ${pause && badge("paused")}` },
      {
        name: "Waiting",
        numeric: true,
        cell: ({ kind, queued }) => html`<a href="/jobs?kind=${kind}&amp;status=queued">${waiting(queued)}</a>`,
      },
      { name: "Oldest", numeric: true, cell: ({ oldest_ms }) => duration(oldest_ms) },
      ...[time("Start p50", "start_ms", "p50"), time("Start p99", "start_ms", "p99")],
      ...[time("Run p50", "run_ms", "p50"), time("Run p99", "run_ms", "p99")],
    ],
    kinds,
  );
}

function refusals({ figures }: Fleet): Html {
  const counts = new Map<string, number>();
  for (const { kind, refusals } of figures)
    for (const [reason, n] of Object.entries(refusals)) counts.set(`${kind} ${reason}`, (counts.get(`${kind} ${reason}`) ?? 0) + n);
  const rows = [...counts].sort(([, one], [, other]) => other - one).map(([name, n]) => ({ name: name.split(" "), n }));
  return table(
    "Refused jobs of the last hour by reason",
    [
      { name: "Kind", cell: ({ name: [kind = ""] }) => html`<a href="/jobs?kind=${kind}&amp;status=refused">${kind}</a>` },
      { name: "Reason", cell: ({ name: [, reason] }) => reason },
      { name: "Jobs", numeric: true, cell: ({ n }) => count(n) },
    ],
    rows,
    "Nothing was refused.",
  );
}

const dayOf = ({ now }: Fleet, counts: StepCounts[]): Step[] => stepsOf(counts, DAY_STEP_MINUTES, DAY_MINUTES / DAY_STEP_MINUTES, now);

function hourOf({ figures, now }: Fleet): Step[] {
  const minutes = Map.groupBy(figures, ({ minute }) => minute.getTime());
  const steps = [...minutes].map(([ms, some]) => ({ from: new Date(ms), ...totalOf(some) }));
  return stepsOf(steps, 1, HOUR_MINUTES, now);
}

const chartsOf = (fleet: Fleet, day: StepCounts[]): Html =>
  html`<div class="columns">${card("Last hour", chart("hour", hourOf(fleet)))}${card("Last day", chart("day", dayOf(fleet, day)))}</div>`;
