import { findConsent, listConsents } from "@assent/db";
import { clientTimestamp, consentTerms, consentView, id, newId, SESSION_PURPOSE, text, viewConsent } from "@assent/domain";
import { consentCheck, consentGrant, consentWithdraw } from "@assent/jobs";
import { z } from "zod";
import type { Api } from "../api.ts";
import type { Context } from "../context.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { listedUser, mayTouch, ownOr404, requireScope } from "../principal.ts";
import { HttpProblem } from "../problems.ts";
import { answers, idParams } from "../schemas.ts";
import { write, writeHeaders } from "../write.ts";

const newConsent = z.strictObject({
  user_id: id,
  purpose: consentTerms.purpose.describe(`sessions need "${SESSION_PURPOSE}"`),
  document_version: consentTerms.document_version,
  sportsbooks: consentTerms.sportsbooks.default(null).describe("null covers all"),
  expires_at: clientTimestamp.nullable().default(null),
  evidence: consentTerms.evidence.default(null),
});

const withdrawal = z.strictObject({ reason: text(500).optional() }).nullish();

export function consentRoutes(app: Api, context: Context) {
  app.post(
    "/consents",
    {
      schema: {
        tags: ["consents"],
        summary: "Record a user's consent",
        headers: writeHeaders,
        body: newConsent,
        response: answers({ 201: z.object({ message: z.string(), consent: consentView, job_id: id }) }),
      },
    },
    async (request, reply) => {
      requireScope(request.principal, "consents:write");
      if (!mayTouch(request.principal, request.body.user_id)) throw new HttpProblem("forbidden", "user_id must be your own.");
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
    },
  );

  app.get(
    "/consents",
    {
      schema: {
        tags: ["consents"],
        summary: "List consents, newest first",
        querystring: z.strictObject({ user_id: id.optional(), ...pageQuery }),
        response: answers({ 200: z.object({ consents: z.array(consentView), next_cursor: nextCursor }) }),
      },
    },
    async (request) => {
      requireScope(request.principal, "consents:read");
      const { user_id, ...paging } = request.query;
      const page = pageFrom(paging);
      const found = await listConsents(context.db, { userId: listedUser(request.principal, user_id) }, page);
      const { rows, next_cursor } = cut(found, page);
      return { consents: rows.map((row) => viewConsent(row, row.readAt)), next_cursor };
    },
  );

  app.get(
    "/consents/:id",
    {
      schema: {
        tags: ["consents"],
        summary: "Read a consent",
        params: idParams,
        response: answers({ 200: z.object({ consent: consentView }) }),
      },
    },
    async (request) => {
      requireScope(request.principal, "consents:read");
      const consent = ownOr404(request.principal, await findConsent(context.db, request.params.id), "consent");
      return { consent: viewConsent(consent, consent.readAt) };
    },
  );

  app.delete(
    "/consents/:id",
    {
      schema: {
        tags: ["consents"],
        summary: "Withdraw a consent; its sessions end in the same transaction",
        params: idParams,
        headers: writeHeaders.omit({ "idempotency-key": true }),
        body: withdrawal,
        response: answers({ 200: z.object({ message: z.string(), consent: consentView, sessions_ended: z.int(), job_id: id }) }),
      },
    },
    async (request, reply) => {
      requireScope(request.principal, "consents:write");
      const consent = ownOr404(request.principal, await findConsent(context.db, request.params.id), "consent");
      return write(context, request, reply, {
        kind: consentWithdraw,
        payload: { consent_id: consent.id, user_id: consent.userId, reason: request.body?.reason ?? null },
        userId: consent.userId,
        answer: (result) => ({ body: { message: "Consent withdrawn successfully", ...result } }),
      });
    },
  );

  app.post(
    "/consents/:id/checks",
    {
      schema: {
        tags: ["consents"],
        summary: "Judge a consent now; if it is not valid, its sessions end",
        params: idParams,
        headers: writeHeaders,
        body: z.strictObject({}).nullish(),
        response: answers({ 200: z.object({ valid: z.boolean(), reasons: z.array(z.string()), sessions_ended: z.int(), job_id: id }) }),
      },
    },
    async (request, reply) => {
      requireScope(request.principal, "consents:write");
      const consent = ownOr404(request.principal, await findConsent(context.db, request.params.id), "consent");
      return write(context, request, reply, {
        kind: consentCheck,
        payload: { consent_id: consent.id, user_id: consent.userId },
        userId: consent.userId,
        answer: (result) => ({ body: result }),
      });
    },
  );
}
