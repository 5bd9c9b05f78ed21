import { type Db, findJob, findJobs, type JobRow, listJobs, searchJobs } from "@assent/db";
import {
  clientTimestamp,
  delivery,
  id,
  JOB_EXAMPLE,
  JOB_STATUSES,
  type JobFilter,
  jobView,
  name,
  sessionView,
  text,
  viewOf,
} from "@assent/domain";
import { registry, whereabouts } from "@assent/jobs";
import { traceIdIn } from "@assent/runtime";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { served } from "../admission/admission.ts";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { cursorOf, cut, nextCursor, pageFrom, pageQuery, searchFrom } from "../paging.ts";
import { preferenceOf } from "../prefer.ts";
import { listedUser, ownOr404, requireService } from "../principal.ts";
import { unavailable, vanished } from "../problems.ts";
import { idParams } from "../schemas.ts";
import type { Scope } from "../scopes.ts";
import { streamJob } from "./job-events.ts";
import { inOwnPlace } from "./server-sent.ts";

const liveJob = jobView.extend({ delivery: delivery.nullable().describe("where BullMQ has it; null once it has settled") });
name("LiveJob", liveJob, { ...JOB_EXAMPLE, delivery: null });

const filters = z.strictObject({
  kind: z.enum([...registry.keys()]).optional(),
  status: z.enum(JOB_STATUSES).optional(),
  user_id: id.optional(),
  principal: text(255).optional().describe("who asked for it; for services only"),
  request_id: text(128).optional().describe("of the call that asked for it, as in its X-Request-Id"),
  since: clientTimestamp.optional().describe("accepted at this time or later"),
  until: clientTimestamp.optional().describe("accepted at this time or before"),
  ...pageQuery,
});

const { result: _, ...LISTED_EXAMPLE } = JOB_EXAMPLE;

/** Without its result: that is shown one at a time. */
const listedJob = jobView.omit({ result: true });
name("ListedJob", listedJob, LISTED_EXAMPLE);

export const viewJob = (row: JobRow) => viewOf(jobView, traceable(row));

const traceable = (row: JobRow) => ({ ...row, traceId: traceIdIn(row.traceparent) });

/** @throws HttpProblem 404 */
export const findOwnJob = async ({ db }: Context, { principal, params }: FastifyRequest & { params: { id: string } }) =>
  ownOr404(principal, await findJob(db, params.id), "job");

export function jobRoutes(app: Api, context: Context) {
  listRoute(app, context);
  readRoute(app, context);
  eventsRoute(app, context);
}

function listRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "listJobs",
    tags: ["jobs"],
    summary: "List jobs, newest first. A page may be shorter than its limit, or empty, and still have a next_cursor",
    access: { scope: "jobs:read", owner: "query" },
    querystring: filters,
    response: { 200: z.object({ jobs: z.array(listedJob), next_cursor: nextCursor }) },
  });
  app.get("/jobs", { schema, config: { budget: "searches" } }, async (request) => {
    if (request.query.principal !== undefined) requireService(request.principal);
    const { user_id, request_id: requestId, limit, cursor, ...others } = request.query;
    const filter = { ...others, requestId, userId: listedUser(request.principal, user_id) };
    const { rows, next_cursor } = await read((db) => findPage(db, filter, { limit, cursor }));
    return { jobs: rows.map((row) => viewOf(listedJob, traceable(row))), next_cursor };
  });
}

type Paging = Parameters<typeof pageFrom>[0];

/** What an index of its own finds comes with one statement; a search finds ids first. */
async function findPage(db: Db, filter: JobFilter, paging: Paging): Promise<{ rows: JobRow[]; next_cursor: string | null }> {
  const { principal, requestId, since, until } = filter;
  if ([principal, requestId, since, until].some((one) => one !== undefined)) {
    const { ids, next } = await searchJobs(db, filter, searchFrom(paging));
    const rows = new Map((ids.length > 0 ? await findJobs(db, ids) : []).map((row) => [row.id, row]));
    return { rows: ids.flatMap((one) => rows.get(one) ?? []), next_cursor: cursorOf(next) };
  }
  const page = pageFrom(paging);
  return cut(await listJobs(db, filter, page), page);
}

function readRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "readJob",
    tags: ["jobs"],
    summary: "Read a job; with Prefer: wait=N, once it has settled or after N seconds",
    access: { scope: "jobs:read", owner: "object" },
    params: idParams,
    headers: z.object({
      prefer: z
        .string()
        .optional()
        .describe("wait=N")
        .meta({ examples: ["wait=20"] }),
    }),
    response: { 200: z.object({ job: liveJob }) },
  });
  app.get("/jobs/:id", { schema }, async (request, reply) => {
    const { waitMs, applied } = preferenceOf(request.headers.prefer, 0);
    const watch = context.settlements.watch(request.params.id);
    try {
      let row = await findOwnJob(context, request);
      served(request);
      if (row.status === "queued" && waitMs > 0 && context.admission.mayWait()) {
        await watch.settled(waitMs);
        row = (await findJob(context.db, row.id)) ?? vanished(row.id);
      }
      if (applied) reply.header("preference-applied", applied);
      return { job: await viewLive(context, request, row) };
    } finally {
      watch.end();
    }
  });
}

function eventsRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "followJob",
    tags: ["jobs"],
    summary: "Follow a job as server-sent events, until it has settled",
    access: { scope: "jobs:read", owner: "object" },
    params: idParams,
    produces: ["text/event-stream"],
    response: {
      200: z
        .string()
        .describe(
          "`event: job`, with the job as data, at the start and at every change; `event: end` if the process stops before the job has settled; `event: problem` if a fail-over has lost the job",
        ),
    },
  });
  /** HEAD would wait for the end of a stream that it does not show. */
  app.get("/jobs/:id/events", { schema, exposeHeadRoute: false }, async (request, reply) => {
    await findOwnJob(context, request);
    served(request);
    if (!context.admission.mayWait()) throw unavailable("As many wait for their jobs as can; come back in a moment.");
    return inOwnPlace(context, request, reply, () => streamJob(context, request, reply, (row) => viewLive(context, request, row)));
  });
}

/** What a job has made of a session, a consent or a user is shown to those who may see that, and a session's reader is on record. */
async function viewLive({ broker, audit }: Context, { principal, id: requestId }: FastifyRequest, row: JobRow) {
  const result = principal.may(readScopeOf(row.kind)) ? row.result : null;
  const seen = sessionView.pick({ id: true }).safeParse(result?.["session"]).data;
  if (seen) {
    const subject = `session:${seen.id}`;
    await audit({ actor: principal.name, requestId, action: "session.read", subject, outcome: "ok", userId: row.userId, jobId: row.id });
  }
  return { ...viewJob(row), result, delivery: row.status === "queued" ? await whereabouts(broker, row) : null };
}

const READ_SCOPES: Record<string, Scope> = { session: "sessions:read", consent: "consents:read", user: "users:erase" };

const readScopeOf = (kind: string): Scope => READ_SCOPES[kind.split(".")[0] ?? ""] ?? "consents:read";
