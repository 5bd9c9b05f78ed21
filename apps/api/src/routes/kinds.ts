import type { KindPauseRow } from "@assent/db";
import { kindPauseView, kindView, Refusal, text, viewOf } from "@assent/domain";
import { pauseKind, readKinds, resumeKind } from "@assent/jobs";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { requireScope } from "../principal.ts";
import { refused } from "../problems.ts";
import { answers, noBody } from "../schemas.ts";
import { operator } from "./operator.ts";

const kindParams = z.object({ kind: z.string().max(64) });

export function kindRoutes(app: Api, context: Context) {
  listRoute(app, context);
  pauseRoute(app, context);
  resumeRoute(app, context);
}

function listRoute(app: Api, { read }: Context) {
  const schema = {
    tags: ["kinds"],
    summary: "List the job kinds: what waits, what became of jobs in the last minutes, and who paused which",
    response: answers({ 200: z.object({ kinds: z.array(kindView) }) }),
  };
  app.get("/kinds", { schema }, async (request) => {
    requireScope(request.principal, "workers:read");
    return { kinds: await read(readKinds) };
  });
}

function pauseRoute(app: Api, { db }: Context) {
  const schema = {
    tags: ["kinds"],
    summary: "Pause a kind: workers take no jobs of it, and hear of it with their next heartbeat",
    params: kindParams,
    body: z.strictObject({ reason: text(500).optional() }).nullish(),
    response: answers({ 200: z.object({ message: z.string(), pause: kindPauseView }) }),
  };
  app.post("/kinds/:kind/pause", { schema }, async (request) => {
    requireScope(request.principal, "kinds:write");
    return answer("Kind paused", await pauseKind(db, request.params.kind, operator(request), request.body?.reason ?? null));
  });
}

function resumeRoute(app: Api, { db }: Context) {
  const schema = {
    tags: ["kinds"],
    summary: "Let a paused kind run again",
    params: kindParams,
    body: noBody,
    response: answers({ 200: z.object({ message: z.string(), pause: kindPauseView.describe("the one that has ended") }) }),
  };
  app.post("/kinds/:kind/resume", { schema }, async (request) => {
    requireScope(request.principal, "kinds:write");
    return answer("Kind resumed", await resumeKind(db, request.params.kind, operator(request)));
  });
}

function answer(message: string, outcome: KindPauseRow | Refusal) {
  if (outcome instanceof Refusal) throw refused(outcome);
  return { message, pause: viewOf(kindPauseView, outcome) };
}
