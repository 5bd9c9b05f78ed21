import { findJob, type JobRow, listJobs } from "@assent/db";
import { delivery, JOB_STATUSES, jobView, Refusal, viewOf } from "@assent/domain";
import { cancel, retry, whereabouts } from "@assent/jobs";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api } from "../api.ts";
import type { Context } from "../context.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { preferenceOf } from "../prefer.ts";
import { listedUser, mayTouch, ownOr404, requireScope } from "../principal.ts";
import { refused } from "../problems.ts";
import { answers, idParams } from "../schemas.ts";
import { streamJob } from "./job-events.ts";

const liveJob = jobView.extend({ delivery: delivery.nullable().describe("where BullMQ has it; null once it has settled") });
const oneJob = z.object({ job: liveJob });
const operated = z.object({ message: z.string(), job: jobView });

const filters = z.strictObject({
  kind: z.string().max(64).optional(),
  status: z.enum(JOB_STATUSES).optional(),
  user_id: idParams.shape.id.optional(),
  ...pageQuery,
});

export const viewJob = (row: JobRow) => viewOf(jobView, row);

export function jobRoutes(app: Api, context: Context) {
  const { db, broker, settlements, stopping } = context;
  const findOwn = async (request: FastifyRequest & { params: { id: string } }) =>
    ownOr404(request.principal, await findJob(db, request.params.id), "job");
  const live = async (row: JobRow) => ({ ...viewJob(row), delivery: row.status === "queued" ? await whereabouts(broker, row) : null });

  app.get(
    "/jobs",
    {
      schema: {
        tags: ["jobs"],
        summary: "List jobs, newest first",
        querystring: filters,
        response: answers({ 200: z.object({ jobs: z.array(jobView), next_cursor: nextCursor }) }),
      },
    },
    async (request) => {
      requireScope(request.principal, "jobs:read");
      const { kind, status, user_id, ...paging } = request.query;
      const page = pageFrom(paging);
      const { rows, next_cursor } = cut(await listJobs(db, { kind, status, userId: listedUser(request.principal, user_id) }, page), page);
      return { jobs: rows.map(viewJob), next_cursor };
    },
  );

  app.get(
    "/jobs/:id",
    {
      schema: {
        tags: ["jobs"],
        summary: "Read a job; with Prefer: wait=N, once it has settled or after N seconds",
        params: idParams,
        headers: z.object({ prefer: z.string().optional() }),
        response: answers({ 200: oneJob }),
      },
    },
    async (request, reply) => {
      requireScope(request.principal, "jobs:read");
      const { waitMs, applied } = preferenceOf(request.headers.prefer, 0);
      const watch = settlements.watch(request.params.id);
      try {
        const row = await findOwn(request);
        if (applied) reply.header("preference-applied", applied);
        const latest = row.status === "queued" && waitMs > 0 ? await watch.settled(waitMs, stopping) : row;
        return { job: await live(latest ?? row) };
      } finally {
        watch.end();
      }
    },
  );

  app.get(
    "/jobs/:id/events",
    { schema: { tags: ["jobs"], summary: "Follow a job as server-sent events, until it has settled", params: idParams } },
    async (request, reply) => {
      requireScope(request.principal, "jobs:read");
      await findOwn(request);
      return streamJob(context, request, reply, live);
    },
  );

  app.post(
    "/jobs/:id/retry",
    {
      schema: {
        tags: ["jobs"],
        summary: "Run a failed job again",
        params: idParams,
        body: z.strictObject({}).nullish(),
        response: answers({ 200: operated }),
      },
    },
    async (request) => {
      requireScope(request.principal, "jobs:write");
      const outcome = await retry(db, broker, await findOwn(request), operator(request));
      if (outcome instanceof Refusal) throw refused(outcome);
      return { message: "Job queued again", job: viewJob(outcome) };
    },
  );

  app.delete(
    "/jobs/:id",
    {
      schema: {
        tags: ["jobs"],
        summary: "Cancel a job that no worker has claimed",
        params: idParams,
        response: answers({ 200: operated }),
      },
    },
    async (request) => {
      const row = await findOwn(request);
      if (!mayCancelOwn(request, row)) requireScope(request.principal, "jobs:write");
      const outcome = await cancel(db, row, operator(request));
      if (outcome instanceof Refusal) throw refused(outcome);
      return { message: "Job cancelled", job: viewJob(outcome) };
    },
  );
}

/** Users take back what they asked for themselves; everything else is an operator's. */
const mayCancelOwn = ({ principal }: FastifyRequest, row: JobRow) =>
  principal.userId !== null && row.principal === principal.name && mayTouch(principal, row.userId);

const operator = ({ principal, id }: FastifyRequest) => ({ principal: principal.name, requestId: id });
