import { listHolds } from "@assent/db";
import { EXAMPLE, id, legalHoldView, name, Refusal, text, viewOf } from "@assent/domain";
import { placeHold, releaseHold } from "@assent/jobs";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { refused } from "../problems.ts";
import { idParams, message, noBody } from "../schemas.ts";
import { operator } from "./operator.ts";

const newHold = z.strictObject({
  user_id: id,
  reason: text(500).describe("names the matter; goes into the audit log and stays there, so nothing personal"),
});
name("NewLegalHold", newHold, { user_id: EXAMPLE.user, reason: "case 4711" });

export function legalHoldRoutes(app: Api, context: Context) {
  listRoute(app, context);
  placeRoute(app, context);
  releaseRoute(app, context);
}

function listRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "listLegalHolds",
    tags: ["users"],
    summary: "List the legal holds that are in force, newest first",
    access: { scope: "holds:read", owner: "fleet" },
    querystring: z.strictObject({ user_id: id.optional(), ...pageQuery }),
    response: { 200: z.object({ legal_holds: z.array(legalHoldView), next_cursor: nextCursor }) },
  });
  app.get("/legal-holds", { schema }, async (request) => {
    const { user_id: userId, ...paging } = request.query;
    const page = pageFrom(paging);
    const { rows, next_cursor } = cut(await read((db) => listHolds(db, { userId }, page)), page);
    return { legal_holds: rows.map((row) => viewOf(legalHoldView, row)), next_cursor };
  });
}

function placeRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "placeLegalHold",
    tags: ["users"],
    summary: "Forbid that anything of a user is destroyed; a user may be under several holds",
    access: { scope: "holds:write", owner: "fleet" },
    body: newHold,
    response: { 201: z.object({ message: message("Legal hold placed"), legal_hold: legalHoldView }) },
  });
  app.post("/legal-holds", { schema }, async (request, reply) => {
    const { user_id, reason } = request.body;
    const hold = await placeHold(db, user_id, reason, operator(request));
    return reply.code(201).send({ message: "Legal hold placed", legal_hold: viewOf(legalHoldView, hold) });
  });
}

function releaseRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "releaseLegalHold",
    tags: ["users"],
    summary: "Release a legal hold",
    access: { scope: "holds:write", owner: "fleet" },
    params: idParams,
    body: noBody,
    response: { 200: z.object({ message: message("Legal hold released"), legal_hold: legalHoldView.describe("the one that has ended") }) },
  });
  app.delete("/legal-holds/:id", { schema }, async (request) => {
    const released = await releaseHold(db, request.params.id, operator(request));
    if (released instanceof Refusal) throw refused(released);
    return { message: "Legal hold released", legal_hold: viewOf(legalHoldView, released) };
  });
}
