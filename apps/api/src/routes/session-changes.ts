import { findSession } from "@assent/db";
import { clientTimestamp, EXAMPLE, id, name, sessionTag, sessionView, viewSession } from "@assent/domain";
import { sessionExpire, sessionRenew, sessionRevoke } from "@assent/jobs";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { isAny, matches } from "../etag.ts";
import { ownOr404 } from "../principal.ts";
import { HttpProblem } from "../problems.ts";
import { idParams, message, noBody, writeAnswers } from "../schemas.ts";
import { changeHeaders, write } from "../write.ts";

const change = z
  .strictObject({ status: z.enum(["expired", "revoked"]).optional(), expires_at: clientTimestamp.optional() })
  .refine(({ status, expires_at }) => (status === undefined) !== (expires_at === undefined), "must have either status or expires_at");
name("SessionChange", change, { expires_at: EXAMPLE.later });

const headers = changeHeaders.extend({
  "if-match": z
    .string()
    .max(500)
    .optional()
    .describe("412 if the session has another ETag by now")
    .meta({ examples: ['"1-active"'] }),
});
const response = writeAnswers({ 200: z.object({ message: message("Session updated successfully"), session: sessionView, job_id: id }) });

export function sessionChangeRoutes(app: Api, context: Context) {
  patchRoute(app, context);
  deleteRoute(app, context);
}

function patchRoute(app: Api, context: Context) {
  const summary = "End a session, or renew it under its consent";
  const schema = operation({
    operationId: "changeSession",
    tags: ["sessions"],
    summary,
    access: { scope: "sessions:write", owner: "object" },
    params: idParams,
    headers,
    body: change,
    response,
    problems: ["consent-refused"],
    etag: true,
  });
  app.patch("/sessions/:id", { schema }, async (request, reply) => {
    const target = await targetOf(context, request);
    const { status, expires_at } = request.body;
    const rest = { userId: target.user_id, answer: answerWith("Session updated successfully") };
    if (expires_at !== undefined)
      return write(context, request, reply, { ...rest, kind: sessionRenew, payload: { ...target, expires_at } });
    if (status === "revoked") return write(context, request, reply, { ...rest, kind: sessionRevoke, payload: target });
    return write(context, request, reply, { ...rest, kind: sessionExpire, payload: { scope: "one", ...target } });
  });
}

function deleteRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "revokeSession",
    tags: ["sessions"],
    summary: "Revoke a session",
    access: { scope: "sessions:write", owner: "object" },
    params: idParams,
    headers,
    body: noBody,
    response,
    etag: true,
  });
  app.delete("/sessions/:id", { schema }, async (request, reply) => {
    const target = await targetOf(context, request);
    const answer = answerWith("Session revoked successfully");
    return write(context, request, reply, { kind: sessionRevoke, payload: target, userId: target.user_id, answer });
  });
}

/** The session that a change is about, at the version the client has seen. */
async function targetOf({ db }: Context, request: FastifyRequest & { params: { id: string } }) {
  const session = ownOr404(request.principal, await findSession(db, request.params.id), "session");
  const seen = request.headers["if-match"] ?? "*";
  if (!matches(seen, sessionTag(viewSession(session, session.readAt)))) {
    throw new HttpProblem("precondition-failed", "The session has changed since you read it; read it again.");
  }
  return { session_id: session.id, user_id: session.userId, if_version: isAny(seen) ? null : session.version };
}

/** One session ended or renewed; `session.expire` can also answer with a count, but not for one session. */
const answerWith = (message: string) => (result: object) => {
  const { session } = z.object({ session: sessionView }).parse(result);
  return { headers: { etag: sessionTag(session) }, body: { message, session } };
};
