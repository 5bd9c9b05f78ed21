/** What has happened to a job, in order, as far as it is on record. */
import type { AuditRow, JobRow } from "@assent/db";
import { type Html, html, type Part } from "../html.ts";
import { id, time } from "./parts.ts";

interface Event {
  at: Date | null;
  what: Part;
  tone?: string;
}

export function timelineOf(row: JobRow, audit: AuditRow[]): Html {
  const events = [accepted(row), ...handedOver(row), ...audit.flatMap(operated), ...attempts(row), ...started(row), ...settled(row)];
  const inOrder = events.sort(
    (one, other) => (one.at?.getTime() ?? Number.POSITIVE_INFINITY) - (other.at?.getTime() ?? Number.POSITIVE_INFINITY),
  );
  return html`<ol class="timeline">${inOrder.map(({ at, what, tone }) => html`<li class="${tone}">${at && time(at)} <span>${what}</span></li>`)}</ol>`;
}

const accepted = ({ createdAt, principal }: JobRow): Event => ({ at: createdAt, what: html`accepted, asked for by ${principal}` });

const handedOver = ({ createdAt, deliveryId }: JobRow): Event[] =>
  deliveryId === null ? [] : [{ at: createdAt, what: html`handed over to BullMQ with others, as delivery <code>${deliveryId}</code>` }];

const OPERATED: Record<string, string> = {
  "job.retried": "opened again",
  "job.failed": "an attempt was the last one",
  "job.cancelled": "taken back",
};

const operated = ({ action, actor, occurredAt, detail }: AuditRow): Event[] => {
  const what = OPERATED[action];
  if (what === undefined) return [];
  const operation = typeof detail["operation"] === "string" && detail["operation"];
  return [{ at: occurredAt, what: html`${what}, by ${actor}${operation && html` in operation ${id(operation, "/operations")}`}` }];
};

/** Only how many failed is kept of them, and why the last one did. */
const attempts = ({ attempts, status, updatedAt, problem }: JobRow): Event[] => {
  if (attempts === 0) return [];
  const why = status === "failed" && problem?.detail;
  return [
    {
      at: updatedAt,
      what: html`${attempts} failed ${attempts === 1 ? "attempt" : "attempts"} by now${why && html`; the last: ${why}`}`,
      tone: "bad",
    },
  ];
};

const started = ({ startedAt, workerId }: JobRow): Event[] =>
  startedAt === null
    ? []
    : [{ at: startedAt, what: html`run by ${workerId === null ? "the API itself" : html`worker ${id(workerId, "/workers")}`}` }];

const TONES: Record<string, string> = { completed: "good", refused: "warn", failed: "bad" };

const settled = ({ settledAt, status, problem }: JobRow): Event[] =>
  settledAt === null
    ? [{ at: null, what: "not settled yet" }]
    : [{ at: settledAt, what: html`${status}${status === "refused" && html`: ${problem?.detail}`}`, tone: TONES[status] ?? "" }];
