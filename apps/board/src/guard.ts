/**
 * What may be done from the board. Bull Board's buttons would change BullMQ, which is not the truth, so on the
 * server only two actions go through, and both are audited: pausing a queue, and retrying a failed job, which is done
 * to the job's row instead.
 */
import { appendAudit, findJobs } from "@assent/db";
import { type AuditAction, id, Refusal } from "@assent/domain";
import { type Broker, jobIdsIn, retry } from "@assent/jobs";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BoardContext } from "./context.ts";
import { answerError } from "./errors.ts";

type Queue = NonNullable<ReturnType<Broker["queues"]["get"]>>;
type Act = (context: BoardContext, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

const QUEUE = "/queues/api/queues/:queueName";
const ALLOWED: Record<string, Act> = {
  [`PUT ${QUEUE}/:jobId/retry`]: retryRows,
  [`PUT ${QUEUE}/pause`]: onQueue("board.paused", (queue) => queue.pause()),
  [`PUT ${QUEUE}/resume`]: onQueue("board.resumed", (queue) => queue.resume()),
};

/** Takes the place of Bull Board's own handlers: what is allowed is done here, all else is refused. */
export function guardActions(app: FastifyInstance, context: BoardContext) {
  app.addHook("preHandler", async (request, reply) => {
    if (request.method === "GET" || request.method === "HEAD") return;
    const act = ALLOWED[`${request.method} ${request.routeOptions.url}`];
    if (act) return act(context, request, reply);
    return answerError(reply, 403, "PostgreSQL is the truth about jobs, so the board cannot do this. Use the API: retry, cancel.");
  });
}

/** What Bull Board shows is a delivery: its id is a job's, or one of its own and the jobs are in it. */
async function retryRows({ db, broker }: BoardContext, request: FastifyRequest, reply: FastifyReply) {
  const jobs = await findJobs(db, await jobsBehind(broker, request.params as Shown));
  if (jobs.length === 0) return answerError(reply, 404, "There is no such job.");
  const by = { principal: operatorOf(request), requestId: request.id };
  const failed = jobs.filter(({ status }) => status === "failed");
  const outcomes = await Promise.all((failed.length > 0 ? failed : jobs.slice(0, 1)).map((job) => retry(db, broker, job, by)));
  const refusal = outcomes.find((outcome) => outcome instanceof Refusal);
  if (refusal) return answerError(reply, 409, refusal.problem.detail);
  return reply.code(204).send();
}

interface Shown {
  queueName: string;
  jobId: string;
}

async function jobsBehind(broker: Broker, { queueName, jobId }: Shown): Promise<string[]> {
  if (!id.safeParse(jobId).success) return [];
  const delivery = await broker.queues.get(queueName)?.getJob(jobId);
  return delivery ? jobIdsIn(delivery) : [jobId];
}

/** Audited in a transaction that commits once BullMQ has done it: what failed leaves no record of having been done. */
function onQueue(action: AuditAction, change: (queue: Queue) => Promise<void>): Act {
  return async ({ db, broker }, request, reply) => {
    const { queueName } = request.params as { queueName: string };
    const queue = broker.queues.get(queueName);
    if (!queue) return answerError(reply, 404, "There is no such queue.");
    await db.transaction(async (tx) => {
      const by = { actor: operatorOf(request), requestId: request.id };
      await appendAudit(tx, [{ ...by, action, subject: `queue:${queueName}`, outcome: "ok" }]);
      await change(queue);
    });
    return reply.code(200).send({});
  };
}

const operatorOf = ({ operator }: FastifyRequest) => `board:${operator}`;
