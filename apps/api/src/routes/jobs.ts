import { findJob, type JobRow, listJobs } from "@assent/db";
import { delivery, id, JOB_STATUSES, jobView, sessionView, slug, viewOf } from "@assent/domain";
import { whereabouts } from "@assent/jobs";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { preferenceOf } from "../prefer.ts";
import { listedUser, ownOr404, requireScope } from "../principal.ts";
import { answers, idParams } from "../schemas.ts";
import { streamJob } from "./job-events.ts";

const liveJob = jobView.extend({ delivery: delivery.nullable().describe("where BullMQ has it; null once it has settled") });

const filters = z.strictObject({
  kind: slug.optional(),
  status: z.enum(JOB_STATUSES).optional(),
  user_id: id.optional(),
  ...pageQuery,
});

/** Without its result: that is shown one at a time. */
const listedJob = jobView.omit({ result: true });

export const viewJob = (row: JobRow) => viewOf(jobView, row);

/** @throws HttpProblem 404 */
export const findOwnJob = async ({ db }: Context, { principal, params }: FastifyRequest & { params: { id: string } }) =>
  ownOr404(principal, await findJob(db, params.id), "job");

export function jobRoutes(app: Api, context: Context) {
  listRoute(app, context);
  readRoute(app, context);
  eventsRoute(app, context);
}

function listRoute(app: Api, { reads }: Context) {
  const schema = {
    tags: ["jobs"],
    summary: "List jobs, newest first",
    querystring: filters,
    response: answers({ 200: z.object({ jobs: z.array(listedJob), next_cursor: nextCursor }) }),
  };
  app.get("/jobs", { schema }, async (request) => {
    requireScope(request.principal, "jobs:read");
    const { kind, status, user_id, ...paging } = request.query;
    const page = pageFrom(paging);
    const { rows, next_cursor } = cut(await listJobs(reads, { kind, status, userId: listedUser(request.principal, user_id) }, page), page);
    return { jobs: rows.map((row) => viewOf(listedJob, row)), next_cursor };
  });
}

function readRoute(app: Api, context: Context) {
  const schema = {
    tags: ["jobs"],
    summary: "Read a job; with Prefer: wait=N, once it has settled or after N seconds",
    params: idParams,
    headers: z.object({ prefer: z.string().optional() }),
    response: answers({ 200: z.object({ job: liveJob }) }),
  };
  app.get("/jobs/:id", { schema }, async (request, reply) => {
    requireScope(request.principal, "jobs:read");
    const { waitMs, applied } = preferenceOf(request.headers.prefer, 0);
    const watch = context.settlements.watch(request.params.id);
    try {
      let row = await findOwnJob(context, request);
      if (row.status === "queued" && waitMs > 0) {
        await watch.settled(waitMs);
        row = await findOwnJob(context, request);
      }
      if (applied) reply.header("preference-applied", applied);
      return { job: await viewLive(context, request, row) };
    } finally {
      watch.end();
    }
  });
}

function eventsRoute(app: Api, context: Context) {
  const schema = {
    tags: ["jobs"],
    summary: "Follow a job as server-sent events, until it has settled",
    params: idParams,
    produces: ["text/event-stream"],
    response: answers({ 200: z.string().describe("`event: job`, with the job as data, at the start and at every change") }),
  };
  /** HEAD would wait for the end of a stream that it does not show. */
  app.get("/jobs/:id/events", { schema, exposeHeadRoute: false }, async (request, reply) => {
    requireScope(request.principal, "jobs:read");
    await findOwnJob(context, request);
    return streamJob(context, request, reply, (row) => viewLive(context, request, row));
  });
}

/** What a job has made of a session or a consent is shown to those who may read these, and a session's reader is on record. */
async function viewLive({ broker, audit }: Context, { principal, id: requestId }: FastifyRequest, row: JobRow) {
  const result = principal.may(readScopeOf(row.kind)) ? row.result : null;
  const seen = sessionView.pick({ id: true }).safeParse(result?.["session"]).data;
  if (seen) {
    const subject = `session:${seen.id}`;
    await audit({ actor: principal.name, requestId, action: "session.read", subject, outcome: "ok", userId: row.userId, jobId: row.id });
  }
  return { ...viewJob(row), result, delivery: row.status === "queued" ? await whereabouts(broker, row) : null };
}

const readScopeOf = (kind: string) => (kind.startsWith("session.") ? "sessions:read" : "consents:read");
