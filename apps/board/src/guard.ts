/**
 * What may be done from the board. Bull Board's buttons would change BullMQ, which is not the truth, so on the
 * server only two actions go through, and both are audited: pausing a queue, and retrying a failed job, which is done
 * to the job's row instead.
 */
import { appendAudit, findJob } from "@assent/db";
import { type AuditAction, Refusal } from "@assent/domain";
import { retry } from "@assent/jobs";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BoardContext } from "./board.ts";

const RETRY = "/queues/api/queues/:queueName/:jobId/retry/:queueStatus";
const PAUSES: Record<string, AuditAction> = {
  "/queues/api/queues/:queueName/pause": "board.paused",
  "/queues/api/queues/:queueName/resume": "board.resumed",
};

export function guardActions(app: FastifyInstance, context: BoardContext) {
  app.addHook("preHandler", async (request, reply) => {
    if (request.method === "GET" || request.method === "HEAD") return;
    const route = request.routeOptions.url ?? "";
    if (route === RETRY) return retryRow(context, request, reply);
    const pausing = PAUSES[route];
    if (pausing) return recordPause(context, request, pausing);
    return reply.code(403).send({ error: "PostgreSQL is the truth about jobs, so the board cannot do this. Use the API: retry, cancel." });
  });
}

async function retryRow({ db, broker }: BoardContext, request: FastifyRequest, reply: FastifyReply) {
  const { jobId } = request.params as { jobId: string };
  const job = await findJob(db, jobId);
  if (!job) return reply.code(404).send({ error: "There is no such job." });
  const outcome = await retry(db, broker, job, { principal: `board:${request.operator}`, requestId: request.id });
  if (outcome instanceof Refusal) return reply.code(409).send({ error: outcome.problem.detail });
  return reply.code(204).send();
}

async function recordPause({ db }: BoardContext, request: FastifyRequest, action: AuditAction) {
  const { queueName } = request.params as { queueName: string };
  await appendAudit(db, [
    { actor: `board:${request.operator}`, action, subject: `queue:${queueName}`, outcome: "ok", requestId: request.id },
  ]);
}
