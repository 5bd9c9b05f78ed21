import { findSession, listSessions } from "@assent/db";
import {
  clientTimestamp,
  id,
  newId,
  SESSION_DATA_MAX_BYTES,
  SESSION_STATUSES,
  sessionTag,
  sessionView,
  slug,
  text,
  viewSession,
} from "@assent/domain";
import { sessionCreate, sessionExpire, sessionRenew, sessionRevoke } from "@assent/jobs";
import { seal } from "@assent/vault";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api } from "../api.ts";
import type { Context } from "../context.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { listedUser, mayTouch, ownOr404, requireScope } from "../principal.ts";
import { HttpProblem } from "../problems.ts";
import { answers, idParams } from "../schemas.ts";
import { write, writeHeaders } from "../write.ts";

const sessionData = text(SESSION_DATA_MAX_BYTES).refine(
  (value) => Buffer.byteLength(value) <= SESSION_DATA_MAX_BYTES,
  `must not be longer than ${SESSION_DATA_MAX_BYTES} bytes`,
);

const newSession = z.strictObject({
  user_id: id,
  sportsbook: slug,
  session_data: sessionData.describe("the third-party session token; sealed before it is stored, never given out"),
  consent_id: id,
  expires_at: clientTimestamp,
});

const change = z
  .strictObject({ status: z.enum(["expired", "revoked"]).optional(), expires_at: clientTimestamp.optional() })
  .refine(({ status, expires_at }) => (status === undefined) !== (expires_at === undefined), "must have either status or expires_at");

const filters = z.strictObject({
  user_id: id.optional(),
  sportsbook: slug.optional(),
  status: z.enum(SESSION_STATUSES).optional(),
  consent_id: id.optional(),
  ...pageQuery,
});

const changed = z.object({ message: z.string(), session: sessionView, job_id: id });
const changeHeaders = writeHeaders.omit({ "idempotency-key": true }).extend({ "if-match": z.string().max(500).optional() });

export function sessionRoutes(app: Api, context: Context) {
  app.post(
    "/sessions",
    {
      schema: {
        tags: ["sessions"],
        summary: "Create a session under a valid consent",
        headers: writeHeaders,
        body: newSession,
        response: answers({ 201: changed }),
      },
    },
    async (request, reply) => {
      requireScope(request.principal, "sessions:write");
      const { session_data, ...body } = request.body;
      if (!mayTouch(request.principal, body.user_id)) throw new HttpProblem("forbidden", "user_id must be your own.");
      const session_id = newId();
      const { keyId, ciphertext } = seal(context.env.SESSION_ENCRYPTION_KEY, session_data, { sessionId: session_id, userId: body.user_id });
      const sealed = { key_id: keyId, ciphertext: ciphertext.toString("base64") };
      return write(context, request, reply, {
        kind: sessionCreate,
        payload: { ...body, session_id, session_data: sealed, paper_trading: context.env.PAPER_TRADING_MODE },
        userId: body.user_id,
        answer: ({ session }) => ({
          status: 201,
          headers: { location: `/api/v1/sessions/${session.id}`, etag: sessionTag(session) },
          body: { message: "Session created successfully", session },
        }),
      });
    },
  );

  app.get(
    "/sessions",
    {
      schema: {
        tags: ["sessions"],
        summary: "List sessions, newest first",
        querystring: filters,
        response: answers({ 200: z.object({ sessions: z.array(sessionView), next_cursor: nextCursor }) }),
      },
    },
    async (request) => {
      requireScope(request.principal, "sessions:read");
      const { user_id, sportsbook, status, consent_id, ...paging } = request.query;
      const userId = listedUser(request.principal, user_id);
      const page = pageFrom(paging);
      const found = await listSessions(context.db, { userId, sportsbook, status, consentId: consent_id }, page);
      const { rows, next_cursor } = cut(found, page);
      const detail = { ...request.query, found: rows.length };
      await context.audit({
        ...byCaller(request),
        action: "session.listed",
        subject: "sessions",
        outcome: "ok",
        userId: userId ?? null,
        detail,
      });
      return { sessions: rows.map((row) => viewSession(row, row.readAt)), next_cursor };
    },
  );

  app.get(
    "/sessions/:id",
    {
      schema: {
        tags: ["sessions"],
        summary: "Read a session; its token is never part of it",
        params: idParams,
        response: answers({ 200: z.object({ session: sessionView }) }),
      },
    },
    async (request, reply) => {
      requireScope(request.principal, "sessions:read");
      const session = await readAudited(context, request, request.params.id);
      const view = viewSession(session, session.readAt);
      reply.header("etag", sessionTag(view));
      return { session: view };
    },
  );

  app.patch(
    "/sessions/:id",
    {
      schema: {
        tags: ["sessions"],
        summary: "End a session, or renew it under its consent",
        params: idParams,
        headers: changeHeaders,
        body: change,
        response: answers({ 200: changed }),
      },
    },
    async (request, reply) => {
      const target = await targetOf(context, request);
      const { status, expires_at } = request.body;
      const rest = { userId: target.user_id, answer: answerWith("Session updated successfully") };
      if (expires_at !== undefined)
        return write(context, request, reply, { ...rest, kind: sessionRenew, payload: { ...target, expires_at } });
      if (status === "revoked") return write(context, request, reply, { ...rest, kind: sessionRevoke, payload: target });
      return write(context, request, reply, { ...rest, kind: sessionExpire, payload: { scope: "one", ...target } });
    },
  );

  app.delete(
    "/sessions/:id",
    {
      schema: {
        tags: ["sessions"],
        summary: "Revoke a session",
        params: idParams,
        headers: changeHeaders,
        response: answers({ 200: changed }),
      },
    },
    async (request, reply) => {
      const target = await targetOf(context, request);
      const answer = answerWith("Session revoked successfully");
      return write(context, request, reply, { kind: sessionRevoke, payload: target, userId: target.user_id, answer });
    },
  );
}

const byCaller = ({ principal, id }: FastifyRequest) => ({ actor: principal.name, requestId: id });

type IdRequest = FastifyRequest & { params: { id: string } };

/** The read of a session, allowed or not, is on record before it is answered. */
async function readAudited({ db, audit }: Context, request: FastifyRequest, sessionId: string) {
  const row = await findSession(db, sessionId);
  const outcome = row && mayTouch(request.principal, row.userId) ? "ok" : "refused";
  await audit({ ...byCaller(request), action: "session.read", subject: `session:${sessionId}`, outcome, userId: row?.userId ?? null });
  return ownOr404(request.principal, row, "session");
}

/** The session that a change is about, at the version the client has seen. */
async function targetOf({ db }: Context, request: IdRequest) {
  requireScope(request.principal, "sessions:write");
  const session = ownOr404(request.principal, await findSession(db, request.params.id), "session");
  const seen = request.headers["if-match"];
  const pinned = seen !== undefined && seen.trim() !== "*";
  if (pinned && !seen.split(",").some((tag) => tag.trim() === sessionTag(viewSession(session, session.readAt)))) {
    throw new HttpProblem("precondition-failed", "The session has changed since you read it; read it again.");
  }
  return { session_id: session.id, user_id: session.userId, if_version: pinned ? session.version : null };
}

/** One session ended or renewed; `session.expire` can also answer with a count, but not for one session. */
const answerWith = (message: string) => (result: object) => {
  const { session } = z.object({ session: sessionView }).parse(result);
  return { headers: { etag: sessionTag(session) }, body: { message, session } };
};
