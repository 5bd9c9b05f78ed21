import { findSession, listSessions } from "@assent/db";
import {
  clientTimestamp,
  EXAMPLE,
  id,
  name,
  named,
  newId,
  SESSION_DATA_MAX_BYTES,
  SESSION_STATUSES,
  sessionTag,
  sessionView,
  slug,
  text,
  viewSession,
} from "@assent/domain";
import { sessionCreate } from "@assent/jobs";
import { seal } from "@assent/vault";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { matchesWeakly } from "../etag.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { listedUser, mayTouch, ownOr404 } from "../principal.ts";
import { idParams, message, writeAnswers } from "../schemas.ts";
import { write, writeHeaders } from "../write.ts";

const sessionData = text(SESSION_DATA_MAX_BYTES).refine(
  (value) => Buffer.byteLength(value) <= SESSION_DATA_MAX_BYTES,
  `must not be longer than ${SESSION_DATA_MAX_BYTES} bytes`,
);

const newSession = z.strictObject({
  user_id: id,
  sportsbook: slug,
  session_data: sessionData.describe("the third-party session token; sealed before it is stored, and given back by unseal only"),
  consent_id: id,
  expires_at: clientTimestamp,
});
name("NewSession", newSession, {
  user_id: EXAMPLE.user,
  sportsbook: "test_sportsbook",
  session_data: "a-token-from-the-sportsbook",
  consent_id: EXAMPLE.consent,
  expires_at: EXAMPLE.later,
});

const createdSession = sessionView.pick({ id: true, user_id: true, sportsbook: true, status: true, created_at: true, expires_at: true });
name("CreatedSession", createdSession, createdSession.parse(named.get("Session")?.example));

const filters = z.strictObject({
  user_id: id.optional(),
  sportsbook: slug.optional(),
  status: z.enum(SESSION_STATUSES).optional(),
  consent_id: id.optional(),
  ...pageQuery,
});

const readHeaders = z.object({
  "if-none-match": z
    .string()
    .max(500)
    .optional()
    .describe("304 if the session still has this ETag")
    .meta({ examples: ['"1-active"'] }),
});

export function sessionRoutes(app: Api, context: Context) {
  createRoute(app, context);
  listRoute(app, context);
  readRoute(app, context);
}

function createRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "createSession",
    tags: ["sessions"],
    summary: "Create a session under a valid consent",
    access: { scope: "sessions:write", owner: "body" },
    headers: writeHeaders,
    body: newSession,
    response: writeAnswers({ 201: z.object({ message: message("Session created successfully"), session: createdSession, job_id: id }) }),
    problems: ["consent-refused", "key-unavailable"],
    etag: true,
  });
  app.post("/sessions", { schema }, async (request, reply) => {
    return write(context, request, reply, {
      kind: sessionCreate,
      payload: sealed(context, request.body),
      userId: request.body.user_id,
      answer: ({ session }) => ({
        status: 201,
        headers: { location: `/api/v1/sessions/${session.id}`, etag: sessionTag(session) },
        body: { message: "Session created successfully", session },
      }),
    });
  });
}

/** The job's payload: from here on, nothing but the keyring opens the token. @throws KeyUnavailable */
function sealed({ env, keys }: Context, { session_data, ...body }: z.infer<typeof newSession>) {
  const session_id = newId();
  const row = { sessionId: session_id, userId: body.user_id, consentId: body.consent_id, sportsbook: body.sportsbook, dataVersion: 1 };
  const { keyId, wrappedKey, ciphertext } = seal(keys.keyring, session_data, row);
  const token = { key_id: keyId, wrapped_key: wrappedKey.toString("base64"), ciphertext: ciphertext.toString("base64") };
  return { ...body, session_id, session_data: token, paper_trading: env.PAPER_TRADING_MODE };
}

function listRoute(app: Api, { read, audit }: Context) {
  const schema = operation({
    operationId: "listSessions",
    tags: ["sessions"],
    summary: "List sessions, newest first",
    access: { scope: "sessions:read", owner: "query" },
    querystring: filters,
    response: { 200: z.object({ sessions: z.array(sessionView), next_cursor: nextCursor }) },
  });
  app.get("/sessions", { schema }, async (request) => {
    const { user_id, sportsbook, status, consent_id, ...paging } = request.query;
    const userId = listedUser(request.principal, user_id);
    const page = pageFrom(paging);
    const { rows, next_cursor } = cut(
      await read((db) => listSessions(db, { userId, sportsbook, status, consentId: consent_id }, page)),
      page,
    );
    const seen = { userId: userId ?? null, detail: { ...request.query, found: rows.length } };
    await audit({ ...byCaller(request), ...seen, action: "session.listed", subject: "sessions", outcome: "ok" });
    return { sessions: rows.map((row) => viewSession(row, row.readAt)), next_cursor };
  });
}

function readRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "readSession",
    tags: ["sessions"],
    summary: "Read a session; its token is never part of it",
    access: { scope: "sessions:read", owner: "object" },
    params: idParams,
    headers: readHeaders,
    response: { 200: z.object({ session: sessionView }), 304: z.null().describe("the client has seen this version") },
    etag: true,
  });
  app.get("/sessions/:id", { schema }, async (request, reply) => {
    const row = await readAudited(context, request, request.params.id);
    const session = viewSession(row, row.readAt);
    const tag = sessionTag(session);
    reply.header("etag", tag);
    if (matchesWeakly(request.headers["if-none-match"] ?? "", tag)) return reply.code(304).send(null);
    return { session };
  });
}

/** The read of a session, allowed or not, is on record before it is answered. */
async function readAudited({ db, audit }: Context, request: FastifyRequest, sessionId: string) {
  const row = await findSession(db, sessionId);
  const outcome = row && mayTouch(request.principal, row.userId) ? "ok" : "refused";
  await audit({ ...byCaller(request), action: "session.read", subject: `session:${sessionId}`, outcome, userId: row?.userId ?? null });
  return ownOr404(request.principal, row, "session");
}

const byCaller = ({ principal, id }: FastifyRequest) => ({ actor: principal.name, requestId: id });
