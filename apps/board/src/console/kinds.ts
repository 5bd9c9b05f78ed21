/** The kinds of jobs: what waits of each, and which are paused, by whom, since when and why. */
import type { KindPauseRow } from "@assent/db";
import { type KindView, Refusal, text } from "@assent/domain";
import { pauseKind, readKinds, registry, resumeKind } from "@assent/jobs";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Html, html, type Part } from "../html.ts";
import { actionForm } from "./forms.ts";
import { badge, type Column, card, duration, facts, table, time, waiting } from "./parts.ts";
import { addAction, addPage, nothingThere, optional, type Site } from "./site.ts";

const order = z.object({ reason: optional(text(500)) });

export function kinds(app: FastifyInstance, site: Site) {
  addPage(app, "/kinds", async () => {
    const columns: Column<KindView>[] = [
      { name: "Kind", cell: ({ kind }) => html`<a href="/kinds/${kind}">${kind}</a>` },
      { name: "Waiting", numeric: true, cell: ({ queued }) => waiting(queued) },
      { name: "Oldest", numeric: true, cell: ({ oldest_ms }) => duration(oldest_ms) },
      { name: "State", cell: ({ pause }) => stateOf(pause) },
    ];
    return { title: "Kinds", body: card("Job kinds", table("Job kinds", columns, await readKinds(site.reads))) };
  });

  addPage(app, "/kinds/:kind", async (visit) => {
    const kind = (await readKinds(site.reads)).find((one) => one.kind === visit.params["kind"]);
    if (!kind) throw nothingThere("kind");
    return {
      title: kind.kind,
      body: html`${card("State", html`<p>${stateOf(kind.pause)}</p>${visit.may("repair") && actionsOf(kind, visit.csrf)}`)}${card("Jobs", jobsOf(kind))}${card("Policy", policyOf(kind))}`,
    };
  });

  addAction(app, "/kinds/:kind/pause", async ({ params, form, by }) => {
    const { reason = null } = order.parse(form);
    return pageOf(await pauseKind(site.db, params["kind"] ?? "", by, reason));
  });
  addAction(app, "/kinds/:kind/resume", async ({ params, by }) => pageOf(await resumeKind(site.db, params["kind"] ?? "", by)));
}

const pageOf = (outcome: KindPauseRow | Refusal) => (outcome instanceof Refusal ? outcome : `/kinds/${outcome.kind}`);

const stateOf = (pause: KindView["pause"]): Part =>
  pause
    ? html`${badge("paused")} by ${pause.paused_by} since ${time(new Date(pause.paused_at))}${pause.reason && html`: ${pause.reason}`}`
    : badge("running");

function actionsOf({ kind, inline, pause }: KindView, csrf: string): Html {
  if (inline) return html`<p class="quiet">The API runs it as soon as it is accepted, so it cannot be paused.</p>`;
  if (pause) return actionForm({ path: `/kinds/${kind}/resume`, label: "Resume", csrf });
  return actionForm({ path: `/kinds/${kind}/pause`, label: "Pause", csrf, tone: "danger", reason: true });
}

const jobsOf = ({ kind, queued, oldest_ms }: KindView): Html =>
  facts([
    ["Waiting", waiting(queued)],
    ["Oldest", duration(oldest_ms)],
    [
      "Jobs",
      html`<a href="/jobs?kind=${kind}">all</a> · <a href="/jobs?kind=${kind}&amp;status=queued">waiting</a> · <a href="/jobs?kind=${kind}&amp;status=failed">failed</a>`,
    ],
    ["On record", html`<a href="/audit?subject=kind:${kind}">audit log</a>`],
  ]);

function policyOf({ kind }: KindView): Part {
  const policy = registry.get(kind)?.policy;
  return (
    policy &&
    facts([
      ["Attempts", policy.attempts],
      ["First pause between attempts", duration(policy.backoffMs)],
      ["Longest run", duration(policy.timeoutMs)],
      ["Most jobs in a transaction", policy.batch],
    ])
  );
}
