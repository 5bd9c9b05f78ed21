/**
 * What may be done from the board. Bull Board's buttons would change BullMQ, which is not the truth, so on the
 * server only two actions go through, both done to PostgreSQL instead and audited: pausing a queue, which pauses its kind, and
 * retrying a failed job.
 */
import { type Db, findJobs } from "@assent/db";
import { id, Refusal } from "@assent/domain";
import { type Broker, distinctQueues, jobIdsIn, type Operator, pauseKind, resumeKind, retry } from "@assent/jobs";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BoardContext } from "./context.ts";
import { answerError } from "./errors.ts";

type Act = (context: BoardContext, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

const QUEUE = "/queues/api/queues/:queueName";
const ALLOWED: Record<string, Act> = {
  [`PUT ${QUEUE}/:jobId/retry`]: retryRows,
  [`PUT ${QUEUE}/pause`]: onKind((db, kind, by) => pauseKind(db, kind, by, null)),
  [`PUT ${QUEUE}/resume`]: onKind(resumeKind),
};

/** Takes the place of Bull Board's own handlers: what is allowed is done here, all else is refused. */
export function guardActions(app: FastifyInstance, context: BoardContext) {
  app.addHook("preHandler", async (request, reply) => {
    if (request.method === "GET" || request.method === "HEAD") return;
    const act = ALLOWED[`${request.method} ${request.routeOptions.url}`];
    if (act) return act(context, request, reply);
    return answerError(reply, 403, "PostgreSQL is the truth about jobs, so this cannot be done to its queues. Use the console.");
  });
}

/** What Bull Board shows is a delivery: its id is a job's, or one of its own and the jobs are in it. */
async function retryRows({ db, broker }: BoardContext, request: FastifyRequest, reply: FastifyReply) {
  const jobs = await findJobs(db, await jobsBehind(broker, request.params as Shown));
  if (jobs.length === 0) return answerError(reply, 404, "There is no such job.");
  const failed = jobs.filter(({ status }) => status === "failed");
  const outcomes = await Promise.all(
    (failed.length > 0 ? failed : jobs.slice(0, 1)).map((job) => retry(db, broker, job, byOperator(request))),
  );
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
  const delivery = await distinctQueues(broker.queues)
    .find(({ name }) => name === queueName)
    ?.getJob(jobId);
  return delivery ? jobIdsIn(delivery) : [jobId];
}

function onKind(change: (db: Db, kind: string, by: Operator) => Promise<unknown>): Act {
  return async ({ db }, request, reply) => {
    const outcome = await change(db, (request.params as Shown).queueName, byOperator(request));
    if (outcome instanceof Refusal) return answerError(reply, outcome.problem.status, outcome.problem.detail);
    return reply.code(200).send({});
  };
}

const byOperator = ({ account, id }: FastifyRequest): Operator => ({ principal: `board:${account?.name}`, requestId: id });
