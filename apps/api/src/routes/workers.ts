import { appendAudit, findWorker, listWorkers, orderDrain, type WorkerRow } from "@assent/db";
import { viewOf, WORKER_STATUSES, workerView } from "@assent/domain";
import { z } from "zod";
import type { Api } from "../api.ts";
import type { Context } from "../context.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { requireScope } from "../principal.ts";
import { HttpProblem, noSuch } from "../problems.ts";
import { answers, idParams } from "../schemas.ts";

const viewWorker = (row: WorkerRow) => viewOf(workerView, row);
const oneWorker = z.object({ worker: workerView });

export function workerRoutes(app: Api, { db }: Context) {
  app.get(
    "/workers",
    {
      schema: {
        tags: ["workers"],
        summary: "List workers, newest first",
        querystring: z.strictObject({ status: z.enum(WORKER_STATUSES).optional(), ...pageQuery }),
        response: answers({ 200: z.object({ workers: z.array(workerView), next_cursor: nextCursor }) }),
      },
    },
    async (request) => {
      requireScope(request.principal, "workers:read");
      const { status, ...paging } = request.query;
      const page = pageFrom(paging);
      const { rows, next_cursor } = cut(await listWorkers(db, { status }, page), page);
      return { workers: rows.map(viewWorker), next_cursor };
    },
  );

  app.get(
    "/workers/:id",
    { schema: { tags: ["workers"], summary: "Read a worker", params: idParams, response: answers({ 200: oneWorker }) } },
    async (request) => {
      requireScope(request.principal, "workers:read");
      const worker = await findWorker(db, request.params.id);
      if (!worker) throw noSuch("worker");
      return { worker: viewWorker(worker) };
    },
  );

  app.post(
    "/workers/:id/drain",
    {
      schema: {
        tags: ["workers"],
        summary: "Order a worker to finish what it has and stop; it hears it with its next heartbeat",
        params: idParams,
        body: z.strictObject({}).nullish(),
        response: answers({ 200: z.object({ message: z.string(), worker: workerView }) }),
      },
    },
    async (request) => {
      requireScope(request.principal, "workers:write");
      const { principal, id: requestId, params } = request;
      const ordered = await db.transaction(async (tx) => {
        const worker = await orderDrain(tx, params.id);
        const by = { actor: principal.name, requestId, workerId: params.id };
        if (worker) await appendAudit(tx, [{ ...by, action: "worker.drained", subject: `worker:${params.id}`, outcome: "ok" }]);
        return worker;
      });
      if (ordered) return { message: "Worker ordered to drain", worker: viewWorker(ordered) };
      const worker = await findWorker(db, params.id);
      throw worker ? new HttpProblem("conflict", `The worker is ${worker.status}; only a live worker can be drained.`) : noSuch("worker");
    },
  );
}
