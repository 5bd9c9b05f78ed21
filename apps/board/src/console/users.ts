/** A user: every consent, the sessions under it, what was asked for lately, and what can be ended. Never what is in a session. */
import {
  appendAudit,
  type ConsentRead,
  findConsent,
  findSession,
  listConsents,
  listSessions,
  type SessionRead,
  searchJobs,
} from "@assent/db";
import { id as anId, consentStatus, sessionStatus } from "@assent/domain";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Html, html, type Part } from "../html.ts";
import { filterForm } from "./forms.ts";
import { jobFields, moment } from "./job-filter.ts";
import { jobColumns, jobsWith } from "./job-list.ts";
import { badge, type Column, card, facts, id, older, query, table, time } from "./parts.ts";
import { addPage, nothingThere, optional, type Site, type Visit } from "./site.ts";

const CONSENTS = 10;
const SESSIONS = 5;
const JOBS = 15;
const ROWS = 50;

export function users(app: FastifyInstance, site: Site) {
  addPage(app, "/users/:id", (visit) => userPage(site, visit));
  addPage(app, "/users/:id/sessions", (visit) => sessionsPage(site, visit));
  addPage(app, "/consents/:id", (visit) => consentPage(site, visit));
  addPage(app, "/sessions/:id", (visit) => sessionPage(site, visit));
}

const search = z.object({ before: optional(anId), since: moment, until: moment });

async function userPage(site: Site, visit: Visit) {
  const userId = idOf(visit, "user");
  const { before, since, until } = search.parse(visit.query);
  await record(site, visit, "user.viewed", `user:${userId}`, userId);
  const [{ ids }, consents] = await Promise.all([
    searchJobs(site.reads, { userId, since, until }, { limit: JOBS }),
    listConsents(site.reads, { userId }, { limit: CONSENTS, before }),
  ]);
  const rows = await jobsWith(site.reads, ids);
  const cards = await Promise.all(consents.map((consent) => consentCard(site, visit, consent)));
  const timeFields = jobFields({ since, until }).filter(({ type }) => type === "datetime-local");
  const all = html`<span><a href="/jobs?${query({ user: userId, since, until })}">All jobs</a> · <a href="/users/${userId}/sessions">All sessions</a> · <a href="/audit?user=${userId}">Audit log</a></span>`;
  return {
    title: "User",
    body: html`<p><code>${userId}</code></p>
      ${card("Asked for lately", html`${filterForm(`/users/${userId}`, timeFields)}${table("Jobs about this user", jobColumns(["accepted", "kind", "status", "why", "principal"]), rows, "Nothing in this time.")}`, all)}
      ${cards.length > 0 ? cards : card("Consents", html`<p class="empty">This user has no consent.</p>`)}
      ${older(`/users/${userId}`, { since, until }, consents.length === CONSENTS ? consents.at(-1)?.id : undefined)}`,
  };
}

async function consentCard({ reads }: Site, visit: Visit, consent: ConsentRead): Promise<Html> {
  const sessions = await listSessions(reads, { consentId: consent.id, userId: consent.userId }, { limit: SESSIONS });
  const status = consentStatus(consent, consent.readAt);
  const withdraw =
    status !== "withdrawn" && visit.may("repair") && html`<a class="button danger" href="/consents/${consent.id}/withdraw">Withdraw…</a>`;
  const more =
    sessions.length === SESSIONS &&
    html`<p><a href="/users/${consent.userId}/sessions?consent=${consent.id}">All sessions under it</a></p>`;
  return card(
    `Consent for ${consent.purpose}`,
    html`${consentFacts(consent)}<h3>Sessions under it</h3>${table("Sessions under this consent", sessionColumns(visit), sessions, "None.")}${more}`,
    withdraw,
  );
}

const consentFacts = (consent: ConsentRead): Html =>
  facts([
    ["Status", badge(consentStatus(consent, consent.readAt))],
    ["Consent", html`<a href="/consents/${consent.id}"><code>${consent.id}</code></a>`],
    ["Sportsbooks", consent.sportsbooks?.join(", ") ?? "all"],
    ["Document", consent.documentVersion],
    ["Granted", time(consent.grantedAt)],
    ["Expires", time(consent.expiresAt)],
    ["Withdrawn", html`${time(consent.withdrawnAt)}${consent.withdrawalReason && html`: ${consent.withdrawalReason}`}`],
  ]);

const sessionColumns = ({ may }: Visit): Column<SessionRead>[] => [...SESSION_COLUMNS, ...(may("repair") ? [END_COLUMN] : [])];

const SESSION_COLUMNS: Column<SessionRead>[] = [
  { name: "Session", cell: (row) => id(row.id, "/sessions") },
  { name: "Sportsbook", cell: ({ sportsbook }) => sportsbook },
  { name: "Status", cell: (row) => badge(sessionStatus(row, row.readAt)) },
  { name: "Created", cell: ({ createdAt }) => time(createdAt) },
  { name: "Expires", cell: ({ expiresAt }) => time(expiresAt) },
  { name: "Ended", cell: ({ endedAt, endReason }) => html`${time(endedAt)}${endReason && html`: ${endReason}`}` },
];

const END_COLUMN: Column<SessionRead> = {
  name: "End",
  cell: (row) => sessionStatus(row, row.readAt) === "active" && html`<a href="/sessions/${row.id}/end">End…</a>`,
};

async function sessionsPage(site: Site, visit: Visit) {
  const userId = idOf(visit, "user");
  const { before, consent } = z.object({ before: optional(anId), consent: optional(anId) }).parse(visit.query);
  await record(site, visit, "session.listed", `user:${userId}`, userId);
  const rows = await listSessions(site.reads, { userId, consentId: consent }, { limit: ROWS, before });
  const next = rows.length === ROWS ? rows.at(-1)?.id : undefined;
  const of = html`<p>Of user <a href="/users/${userId}"><code>${userId}</code></a>${consent && html`, under consent <code>${consent}</code>`}</p>`;
  return {
    title: "Sessions",
    body: html`${of}${card("Newest first", table("Sessions", sessionColumns(visit), rows))}${older(`/users/${userId}/sessions`, { consent }, next)}`,
  };
}

async function consentPage(site: Site, visit: Visit) {
  const consent = await findConsent(site.reads, idOf(visit, "consent"));
  if (!consent) throw nothingThere("consent");
  await record(site, visit, "user.viewed", `user:${consent.userId}`, consent.userId);
  const of = html`<p>Of user <a href="/users/${consent.userId}"><code>${consent.userId}</code></a> · <a href="/audit?subject=consent:${consent.id}">Audit log</a></p>`;
  return { title: "Consent", body: html`${of}${await consentCard(site, visit, consent)}` };
}

async function sessionPage(site: Site, visit: Visit) {
  const session = await findSession(site.reads, idOf(visit, "session"));
  if (!session) throw nothingThere("session");
  await record(site, visit, "session.read", `session:${session.id}`, session.userId);
  const status = sessionStatus(session, session.readAt);
  const end: Part =
    status === "active" && visit.may("repair") && html`<a class="button danger" href="/sessions/${session.id}/end">End…</a>`;
  const pairs = facts([
    ["Status", badge(status)],
    ["Id", html`<code>${session.id}</code>`],
    ["User", html`<a href="/users/${session.userId}"><code>${session.userId}</code></a>`],
    ["Consent", html`<a href="/consents/${session.consentId}"><code>${session.consentId}</code></a>`],
    ["Sportsbook", session.sportsbook],
    ["Paper trading", session.paperTrading ? "yes" : "no"],
    ["Created", html`${time(session.createdAt)} by job ${id(session.createdByJob, "/jobs")}`],
    ["Expires", time(session.expiresAt)],
    ["Ended", html`${time(session.endedAt)}${session.endReason && html`: ${session.endReason}`}`],
    ["On record", html`<a href="/audit?subject=session:${session.id}">audit log</a>`],
  ]);
  return { title: "Session", body: card("Session", pairs, end) };
}

function idOf({ params }: Visit, what: string): string {
  const asked = anId.safeParse(params["id"]).data;
  if (asked === undefined) throw nothingThere(what);
  return asked;
}

/** Looking is on record like any other reading, before anything is shown. */
const record = ({ db }: Site, { by }: Visit, action: "user.viewed" | "session.read" | "session.listed", subject: string, userId: string) =>
  appendAudit(db, [{ actor: by.principal, requestId: by.requestId, action, subject, outcome: "ok", userId }]);
