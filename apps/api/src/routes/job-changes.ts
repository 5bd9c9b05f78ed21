import type { JobRow } from "@assent/db";
import { jobView, Refusal } from "@assent/domain";
import { cancel, retry } from "@assent/jobs";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { HttpProblem, refused } from "../problems.ts";
import { idParams, message, noBody } from "../schemas.ts";
import { findOwnJob, viewJob } from "./jobs.ts";
import { operator } from "./operator.ts";

const response = { 200: z.object({ message: message("Job queued again"), job: jobView, job_id: z.string() }) };

export function jobChangeRoutes(app: Api, context: Context) {
  retryRoute(app, context);
  cancelRoute(app, context);
}

function retryRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "retryJob",
    tags: ["jobs"],
    summary: "Run a failed job again",
    access: { scope: "jobs:write", owner: "fleet" },
    params: idParams,
    body: noBody,
    response,
    problems: ["conflict"],
  });
  app.post("/jobs/:id/retry", { schema }, async (request) => {
    const outcome = await retry(context.db, context.broker, await findOwnJob(context, request), operator(request));
    return answer("Job queued again", outcome);
  });
}

function cancelRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "cancelJob",
    tags: ["jobs"],
    summary: "Cancel a job that no worker has claimed",
    access: { scope: "jobs:write", owner: "object" },
    params: idParams,
    body: noBody,
    response,
    problems: ["conflict", "forbidden"],
  });
  app.delete("/jobs/:id", { schema }, async (request) => {
    const row = await findOwnJob(context, request);
    requireAsker(request, row);
    return answer("Job cancelled", await cancel(context.db, row, operator(request)));
  });
}

/** Users take back what they asked for themselves; everything else is an operator's. */
function requireAsker({ principal }: FastifyRequest, row: JobRow) {
  if (principal.userId && row.principal !== principal.name) throw new HttpProblem("forbidden", "Somebody else asked for this job.");
}

function answer(message: string, outcome: JobRow | Refusal) {
  if (outcome instanceof Refusal) throw refused(outcome);
  return { message, job: viewJob(outcome), job_id: outcome.id };
}
