import { findWorker, listWorkers, type WorkerRow } from "@assent/db";
import { Refusal, viewOf, WORKER_STATUSES, workerView } from "@assent/domain";
import { drain } from "@assent/jobs";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { noSuch, refused } from "../problems.ts";
import { idParams, message, noBody } from "../schemas.ts";

const viewWorker = (row: WorkerRow) => viewOf(workerView, row);

export function workerRoutes(app: Api, context: Context) {
  listRoute(app, context);
  readRoute(app, context);
  drainRoute(app, context);
}

function listRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "listWorkers",
    tags: ["workers"],
    summary: "List workers, newest first",
    access: { scope: "workers:read", owner: "fleet" },
    querystring: z.strictObject({ status: z.enum(WORKER_STATUSES).optional(), ...pageQuery }),
    response: { 200: z.object({ workers: z.array(workerView), next_cursor: nextCursor }) },
  });
  app.get("/workers", { schema }, async (request) => {
    const { status, ...paging } = request.query;
    const page = pageFrom(paging);
    const { rows, next_cursor } = cut(await read((db) => listWorkers(db, { status }, page)), page);
    return { workers: rows.map(viewWorker), next_cursor };
  });
}

function readRoute(app: Api, { db }: Context) {
  const response = { 200: z.object({ worker: workerView }) };
  const schema = operation({
    operationId: "readWorker",
    tags: ["workers"],
    summary: "Read a worker",
    access: { scope: "workers:read", owner: "fleet" },
    params: idParams,
    response,
  });
  app.get("/workers/:id", { schema }, async (request) => {
    const worker = await findWorker(db, request.params.id);
    if (!worker) throw noSuch("worker");
    return { worker: viewWorker(worker) };
  });
}

function drainRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "drainWorker",
    tags: ["workers"],
    summary: "Order a worker to finish what it has and stop; it hears it with its next heartbeat",
    access: { scope: "workers:write", owner: "fleet" },
    params: idParams,
    body: noBody,
    response: { 200: z.object({ message: message("Worker ordered to drain"), worker: workerView }) },
    problems: ["conflict"],
  });
  app.post("/workers/:id/drain", { schema }, async (request) => {
    const outcome = await drain(db, request.params.id, operatorOf(request));
    if (outcome instanceof Refusal) throw refused(outcome);
    return { message: "Worker ordered to drain", worker: viewWorker(outcome) };
  });
}

const operatorOf = ({ principal, id }: FastifyRequest) => ({ principal: principal.name, requestId: id });
