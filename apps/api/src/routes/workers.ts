import { findWorker, listWorkers, type WorkerRow } from "@assent/db";
import { Refusal, viewOf, WORKER_STATUSES, workerView } from "@assent/domain";
import { drain } from "@assent/jobs";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { requireScope } from "../principal.ts";
import { noSuch, refused } from "../problems.ts";
import { answers, idParams, noBody } from "../schemas.ts";

const viewWorker = (row: WorkerRow) => viewOf(workerView, row);

export function workerRoutes(app: Api, context: Context) {
  listRoute(app, context);
  readRoute(app, context);
  drainRoute(app, context);
}

function listRoute(app: Api, { read }: Context) {
  const schema = {
    tags: ["workers"],
    summary: "List workers, newest first",
    querystring: z.strictObject({ status: z.enum(WORKER_STATUSES).optional(), ...pageQuery }),
    response: answers({ 200: z.object({ workers: z.array(workerView), next_cursor: nextCursor }) }),
  };
  app.get("/workers", { schema }, async (request) => {
    requireScope(request.principal, "workers:read");
    const { status, ...paging } = request.query;
    const page = pageFrom(paging);
    const { rows, next_cursor } = cut(await read((db) => listWorkers(db, { status }, page)), page);
    return { workers: rows.map(viewWorker), next_cursor };
  });
}

function readRoute(app: Api, { db }: Context) {
  const response = answers({ 200: z.object({ worker: workerView }) });
  const schema = { tags: ["workers"], summary: "Read a worker", params: idParams, response };
  app.get("/workers/:id", { schema }, async (request) => {
    requireScope(request.principal, "workers:read");
    const worker = await findWorker(db, request.params.id);
    if (!worker) throw noSuch("worker");
    return { worker: viewWorker(worker) };
  });
}

function drainRoute(app: Api, { db }: Context) {
  const schema = {
    tags: ["workers"],
    summary: "Order a worker to finish what it has and stop; it hears it with its next heartbeat",
    params: idParams,
    body: noBody,
    response: answers({ 200: z.object({ message: z.string(), worker: workerView }) }),
  };
  app.post("/workers/:id/drain", { schema }, async (request) => {
    requireScope(request.principal, "workers:write");
    const outcome = await drain(db, request.params.id, operatorOf(request));
    if (outcome instanceof Refusal) throw refused(outcome);
    return { message: "Worker ordered to drain", worker: viewWorker(outcome) };
  });
}

const operatorOf = ({ principal, id }: FastifyRequest) => ({ principal: principal.name, requestId: id });
