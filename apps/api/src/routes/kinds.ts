import type { KindPauseRow } from "@assent/db";
import { kindPauseView, kindView, name, Refusal, text, viewOf } from "@assent/domain";
import { pauseKind, readKinds, resumeKind } from "@assent/jobs";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { refused } from "../problems.ts";
import { message, noBody } from "../schemas.ts";
import { operator } from "./operator.ts";

const pausing = name("Pausing", z.strictObject({ reason: text(500).optional() }), { reason: "the sportsbook is down" });
const kindParams = z.object({
  kind: z
    .string()
    .max(64)
    .meta({ examples: ["session.create"] }),
});

export function kindRoutes(app: Api, context: Context) {
  listRoute(app, context);
  pauseRoute(app, context);
  resumeRoute(app, context);
}

function listRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "listKinds",
    tags: ["kinds"],
    summary: "List the job kinds: what waits, what became of jobs in the last minutes, and who paused which",
    access: { scope: "workers:read", owner: "fleet" },
    response: { 200: z.object({ kinds: z.array(kindView) }) },
  });
  app.get("/kinds", { schema }, async () => ({ kinds: await read(readKinds) }));
}

function pauseRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "pauseKind",
    tags: ["kinds"],
    summary: "Pause a kind: workers take no jobs of it, and hear of it with their next heartbeat",
    access: { scope: "kinds:write", owner: "fleet" },
    params: kindParams,
    body: pausing.nullish(),
    response: { 200: z.object({ message: message("Kind paused"), pause: kindPauseView }) },
    problems: ["conflict"],
  });
  app.post("/kinds/:kind/pause", { schema }, async (request) => {
    return answer("Kind paused", await pauseKind(db, request.params.kind, operator(request), request.body?.reason ?? null));
  });
}

function resumeRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "resumeKind",
    tags: ["kinds"],
    summary: "Let a paused kind run again",
    access: { scope: "kinds:write", owner: "fleet" },
    params: kindParams,
    body: noBody,
    response: { 200: z.object({ message: message("Kind resumed"), pause: kindPauseView.describe("the one that has ended") }) },
    problems: ["conflict"],
  });
  app.post("/kinds/:kind/resume", { schema }, async (request) => {
    return answer("Kind resumed", await resumeKind(db, request.params.kind, operator(request)));
  });
}

function answer(message: string, outcome: KindPauseRow | Refusal) {
  if (outcome instanceof Refusal) throw refused(outcome);
  return { message, pause: viewOf(kindPauseView, outcome) };
}
