/** Ending a session and withdrawing a consent: jobs like those that the API accepts, with the operator's name on them. */
import { type ConsentRead, findConsent, findSession, type SessionRead } from "@assent/db";
import { id as anId, text } from "@assent/domain";
import { consentWithdraw, sessionRevoke } from "@assent/jobs";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { html } from "../html.ts";
import { actionForm } from "./forms.ts";
import { addAction, addPage, nothingThere, optional, type Site, type Visit } from "./site.ts";

const why = z.object({ reason: optional(text(500)) });

export function ending(app: FastifyInstance, site: Site) {
  withdrawal(app, site);
  revocation(app, site);
}

function withdrawal(app: FastifyInstance, site: Site) {
  addPage(app, "/consents/:id/withdraw", async (visit) => {
    const { id, userId } = await consentOf(site, visit);
    return {
      title: "Withdraw a consent",
      body: html`<p class="banner bad">Withdraws consent <code>${id}</code> of user <a href="/users/${userId}"><code>${userId}</code></a> and ends every session under it. This cannot be undone.</p>
        ${actionForm({ path: `/consents/${id}/withdraw`, label: "Withdraw it", csrf: visit.csrf, tone: "danger", reason: true })}`,
    };
  });
  addAction(app, "/consents/:id/withdraw", async (visit) => {
    const { id, userId } = await consentOf(site, visit);
    const { reason = null } = why.parse(visit.form);
    const job = await site.producer.enqueue(consentWithdraw, { consent_id: id, user_id: userId, reason }, { ...visit.by, userId });
    return `/jobs/${job.id}`;
  });
}

function revocation(app: FastifyInstance, site: Site) {
  addPage(app, "/sessions/:id/end", async (visit) => {
    const { id, userId, sportsbook } = await sessionOf(site, visit);
    return {
      title: "End a session",
      body: html`<p class="banner bad">Ends session <code>${id}</code> at ${sportsbook} of user <a href="/users/${userId}"><code>${userId}</code></a>. This cannot be undone.</p>
        ${actionForm({ path: `/sessions/${id}/end`, label: "End it", csrf: visit.csrf, tone: "danger", reason: true })}`,
    };
  });
  addAction(app, "/sessions/:id/end", async (visit) => {
    const { id, userId } = await sessionOf(site, visit);
    const { reason } = why.parse(visit.form);
    const target = { session_id: id, user_id: userId, if_version: null };
    const job = await site.producer.enqueue(sessionRevoke, { ...target, ...(reason ? { reason } : {}) }, { ...visit.by, userId });
    return `/jobs/${job.id}`;
  });
}

async function consentOf({ reads }: Site, { params }: Visit): Promise<ConsentRead> {
  const asked = anId.safeParse(params["id"]).data;
  return (asked && (await findConsent(reads, asked))) || notThere("consent");
}

async function sessionOf({ reads }: Site, { params }: Visit): Promise<SessionRead> {
  const asked = anId.safeParse(params["id"]).data;
  return (asked && (await findSession(reads, asked))) || notThere("session");
}

function notThere(what: string): never {
  throw nothingThere(what);
}
