import { type Db, databaseTime, findOperation, type JobOperationRow, listOperations } from "@assent/db";
import {
  clientTimestamp,
  EXAMPLE,
  id,
  JOB_OPERATION_ACTIONS,
  jobFilterView,
  jobOperationView,
  name,
  Refusal,
  text,
  timestamp,
  viewOf,
} from "@assent/domain";
import { cancelOperation, countOperated, registry, startOperation, type WantedOperation } from "@assent/jobs";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { noSuch, refused } from "../problems.ts";
import { idParams, message, noBody } from "../schemas.ts";
import { operator } from "./operator.ts";

const filter = z.strictObject({
  kind: z.enum([...registry.keys()]).optional(),
  user_id: id.optional(),
  principal: text(255).optional(),
  request_id: text(128).optional(),
  since: clientTimestamp.optional().describe("accepted at this time or later"),
  until: clientTimestamp.optional().describe("accepted at this time or before"),
});

const newOperation = z
  .strictObject({
    action: z.enum(JOB_OPERATION_ACTIONS).describe("retry what has failed, or cancel what waits"),
    filter,
    all: z.literal(true).optional().describe("needed with an empty filter, which means every job"),
    reason: text(500).optional().describe("goes into the audit log"),
    dry_run: z.boolean().optional().describe("answer how many jobs match, and do nothing"),
  })
  .refine(({ filter: given, all }) => all === true || Object.values(given).some((value) => value !== undefined), {
    path: ["filter"],
    error: 'names no job; add "all": true if every job is meant',
  });

name("NewJobOperation", newOperation, {
  action: "retry",
  filter: { kind: "session.create", since: EXAMPLE.at, until: EXAMPLE.later },
  reason: "the database was away",
});

const view = (row: JobOperationRow) => ({ ...viewOf(jobOperationView, row), filter: viewOf(jobFilterView, row.filter) });

const operationUrl = (operationId: string) => `/api/v1/job-operations/${operationId}`;

export function jobOperationRoutes(app: Api, context: Context) {
  startRoute(app, context);
  listRoute(app, context);
  readRoute(app, context);
  endRoute(app, context);
}

function startRoute(app: Api, { db, read }: Context) {
  const schema = operation({
    operationId: "startJobOperation",
    tags: ["jobs"],
    summary: "Retry or cancel all jobs that match; the workers do it batch by batch. 409 while the same is under way",
    access: { scope: "jobs:write", owner: "fleet" },
    body: newOperation,
    response: {
      200: z
        .object({
          matched: z.int().nonnegative(),
          counted_all: z.boolean().describe("false when more jobs may match: no more were looked at"),
          until: timestamp.describe("as in the filter, or now: who gives it back means these jobs and no later ones"),
        })
        .describe("with dry_run: how many jobs match"),
      202: z.object({ message: message("Accepted; follow Location for its progress"), job_operation: jobOperationView }),
    },
    problems: ["conflict"],
  });
  app.post("/job-operations", { schema }, async (request, reply) => {
    const { action, filter: given, reason = null, dry_run } = request.body;
    const { user_id: userId, request_id: requestId, ...others } = given;
    const wanted = { action, filter: { ...others, userId, requestId }, reason };
    if (dry_run) return reply.code(200).send(await read((on) => countUntilNow(on, wanted)));
    const started = await startOperation(db, wanted, operator(request));
    if (started instanceof Refusal) throw refused(started);
    const message = "Accepted; follow Location for its progress";
    return reply
      .code(202)
      .header("location", operationUrl(started.id))
      .send({ message, job_operation: view(started) });
  });
}

async function countUntilNow(db: Db, { action, filter }: WantedOperation) {
  const until = filter.until ?? (await databaseTime(db)).toISOString();
  const { count, isComplete } = await countOperated(db, { action, filter: { ...filter, until } });
  return { matched: count, counted_all: isComplete, until };
}

function listRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "listJobOperations",
    tags: ["jobs"],
    summary: "List operations on many jobs, newest first",
    access: { scope: "jobs:read", owner: "fleet" },
    querystring: z.strictObject(pageQuery),
    response: { 200: z.object({ job_operations: z.array(jobOperationView), next_cursor: nextCursor }) },
  });
  app.get("/job-operations", { schema }, async (request) => {
    const page = pageFrom(request.query);
    const { rows, next_cursor } = cut(await read((db) => listOperations(db, page)), page);
    return { job_operations: rows.map(view), next_cursor };
  });
}

function readRoute(app: Api, { db }: Context) {
  const response = { 200: z.object({ job_operation: jobOperationView }) };
  const schema = operation({
    operationId: "readJobOperation",
    tags: ["jobs"],
    summary: "Read how far an operation is",
    access: { scope: "jobs:read", owner: "fleet" },
    params: idParams,
    response,
  });
  app.get("/job-operations/:id", { schema }, async (request) => {
    const row = await findOperation(db, request.params.id);
    if (!row) throw noSuch("operation");
    return { job_operation: view(row) };
  });
}

function endRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "stopJobOperation",
    tags: ["jobs"],
    summary: "Stop an operation; what it has done stays done",
    access: { scope: "jobs:write", owner: "fleet" },
    params: idParams,
    body: noBody,
    response: { 200: z.object({ message: message("Operation stopped"), job_operation: jobOperationView }) },
    problems: ["conflict"],
  });
  app.delete("/job-operations/:id", { schema }, async (request) => {
    const ended = await cancelOperation(db, request.params.id, operator(request));
    if (ended instanceof Refusal) throw refused(ended);
    return { message: "Operation stopped", job_operation: view(ended) };
  });
}
