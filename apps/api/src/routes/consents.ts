import { findConsent, listConsents } from "@assent/db";
import { clientTimestamp, consentTerms, consentView, EXAMPLE, id, name, newId, SESSION_PURPOSE, text, viewConsent } from "@assent/domain";
import { consentCheck, consentGrant, consentWithdraw } from "@assent/jobs";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { listedUser, ownOr404 } from "../principal.ts";
import { idParams, message, noBody, writeAnswers } from "../schemas.ts";
import { changeHeaders, write, writeHeaders } from "../write.ts";

const newConsent = z.strictObject({
  user_id: id,
  purpose: consentTerms.purpose.describe(`sessions need "${SESSION_PURPOSE}"`),
  document_version: consentTerms.document_version,
  sportsbooks: consentTerms.sportsbooks.default(null).describe("null covers all"),
  expires_at: clientTimestamp.nullable().default(null),
  evidence: consentTerms.evidence.default(null),
});
name("NewConsent", newConsent, {
  user_id: EXAMPLE.user,
  purpose: SESSION_PURPOSE,
  document_version: "2026-11",
  sportsbooks: ["test_sportsbook"],
  expires_at: null,
  evidence: { form: "signup", locale: "en-GB" },
});

const withdrawal = name("Withdrawal", z.strictObject({ reason: text(500).optional() }), { reason: "the user has left" });

export function consentRoutes(app: Api, context: Context) {
  grantRoute(app, context);
  listRoute(app, context);
  readRoute(app, context);
  withdrawRoute(app, context);
  checkRoute(app, context);
}

function grantRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "grantConsent",
    tags: ["consents"],
    summary: "Record a user's consent",
    access: { scope: "consents:write", owner: "body" },
    headers: writeHeaders,
    body: newConsent,
    response: writeAnswers({ 201: z.object({ message: message("Consent granted successfully"), consent: consentView, job_id: id }) }),
  });
  app.post("/consents", { schema }, async (request, reply) => {
    return write(context, request, reply, {
      kind: consentGrant,
      payload: { ...request.body, consent_id: newId() },
      userId: request.body.user_id,
      answer: ({ consent }) => ({
        status: 201,
        headers: { location: `/api/v1/consents/${consent.id}` },
        body: { message: "Consent granted successfully", consent },
      }),
    });
  });
}

function listRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "listConsents",
    tags: ["consents"],
    summary: "List consents, newest first",
    access: { scope: "consents:read", owner: "query" },
    querystring: z.strictObject({ user_id: id.optional(), ...pageQuery }),
    response: { 200: z.object({ consents: z.array(consentView), next_cursor: nextCursor }) },
  });
  app.get("/consents", { schema }, async (request) => {
    const { user_id, ...paging } = request.query;
    const page = pageFrom(paging);
    const { rows, next_cursor } = cut(await read((db) => listConsents(db, { userId: listedUser(request.principal, user_id) }, page)), page);
    return { consents: rows.map((row) => viewConsent(row, row.readAt)), next_cursor };
  });
}

function readRoute(app: Api, context: Context) {
  const response = { 200: z.object({ consent: consentView }) };
  const schema = operation({
    operationId: "readConsent",
    tags: ["consents"],
    summary: "Read a consent",
    access: { scope: "consents:read", owner: "object" },
    params: idParams,
    response,
  });
  app.get("/consents/:id", { schema }, async (request) => {
    const consent = await findOwnConsent(context, request);
    return { consent: viewConsent(consent, consent.readAt) };
  });
}

function withdrawRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "withdrawConsent",
    tags: ["consents"],
    summary: "Withdraw a consent; its sessions end in the same transaction",
    access: { scope: "consents:write", owner: "object" },
    params: idParams,
    headers: changeHeaders,
    body: withdrawal.nullish(),
    response: writeAnswers({
      200: z.object({ message: message("Consent withdrawn successfully"), consent: consentView, sessions_ended: z.int(), job_id: id }),
    }),
  });
  /** Whoever wants to withdraw can, whatever else the caller has asked for. */
  app.delete("/consents/:id", { schema, config: { budget: "none" } }, async (request, reply) => {
    const { id: consent_id, userId } = await findOwnConsent(context, request);
    return write(context, request, reply, {
      kind: consentWithdraw,
      payload: { consent_id, user_id: userId, reason: request.body?.reason ?? null },
      userId,
      answer: (result) => ({ body: { message: "Consent withdrawn successfully", ...result } }),
    });
  });
}

function checkRoute(app: Api, context: Context) {
  const checked = z.object({ valid: z.boolean(), reasons: z.array(z.string()), sessions_ended: z.int(), job_id: id });
  const schema = operation({
    operationId: "checkConsent",
    tags: ["consents"],
    summary: "Judge a consent now; if it is not valid, its sessions end",
    access: { scope: "consents:write", owner: "object" },
    params: idParams,
    headers: writeHeaders,
    body: noBody,
    response: writeAnswers({ 200: checked }),
  });
  app.post("/consents/:id/checks", { schema }, async (request, reply) => {
    const { id: consent_id, userId } = await findOwnConsent(context, request);
    return write(context, request, reply, {
      kind: consentCheck,
      payload: { consent_id, user_id: userId },
      userId,
      answer: (result) => ({ body: result }),
    });
  });
}

export async function findOwnConsent({ db }: Context, { principal, params }: FastifyRequest & { params: { id: string } }) {
  return ownOr404(principal, await findConsent(db, params.id), "consent");
}
