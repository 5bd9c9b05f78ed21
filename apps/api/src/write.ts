/** Every write is a job: enqueue it, wait for it a while, answer with what became of it. */
import { isTransient, type JobRow } from "@assent/db";
import { newId, problemOf, problem as problemSchema } from "@assent/domain";
import type { TypedKind } from "@assent/jobs";
import { fingerprint } from "@assent/vault";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Context } from "./context.ts";
import { preferenceOf } from "./prefer.ts";
import { HttpProblem, sendProblem } from "./problems.ts";

export interface Write<Payload extends z.ZodType, Result extends z.ZodType> {
  kind: TypedKind<Payload, Result>;
  payload: z.infer<Payload>;
  /** Whom the job concerns. */
  userId: string | null;
  /** The answer once the job is done; `job_id` is added to the body. */
  answer(result: z.infer<Result>): { status?: number; headers?: Record<string, string>; body: Record<string, unknown> };
}

export const accepted = z.object({
  message: z.string(),
  job_id: z.string(),
  job: z.object({ id: z.string(), kind: z.string(), status: z.string() }),
  status_url: z.string(),
});

export const writeHeaders = z.object({
  prefer: z.string().optional().describe('RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds'),
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters")
    .optional()
    .describe("same key and same request: same answer"),
});

/** PATCH and DELETE are safe to repeat as they are. */
export const changeHeaders = writeHeaders.omit({ "idempotency-key": true });

export async function write<Payload extends z.ZodType, Result extends z.ZodType>(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, payload, userId, answer }: Write<Payload, Result>,
) {
  const { waitMs, applied } = preferenceOf(request.headers.prefer, context.env.API_WAIT_MS);
  const id = newId();
  const watch = context.settlements.watch(id);
  try {
    const idempotency = idempotencyOf(context, request);
    const job = await context.producer.enqueue(kind, payload, { id, userId, idempotency, ...origin(request) });
    const read = job.replayed
      ? replayed(context, reply, job.original, idempotency?.hash, waitMs)
      : watch.settled(kind.policy.inline ? 0 : waitMs, context.stopping);
    const row = (await unlessAway(read)) ?? notYetRead(job.id, kind.name);
    if (applied && (waitMs > 0 || row.status === "queued")) reply.header("preference-applied", applied);
    return respond(request, reply, kind, row, answer);
  } finally {
    watch.end();
  }
}

const origin = (request: FastifyRequest) => ({
  principal: request.principal.name,
  requestId: request.id,
  traceparent: traceparentOf(request),
});

/** W3C Trace Context, kept with the job so that the work can be traced to the call. */
function traceparentOf({ headers: { traceparent } }: FastifyRequest) {
  return typeof traceparent === "string" && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent) ? traceparent : null;
}

function idempotencyOf({ env }: Context, request: FastifyRequest) {
  const key = request.method === "POST" ? request.headers["idempotency-key"] : undefined;
  if (typeof key !== "string") return undefined;
  return { key, hash: fingerprint(env.SESSION_SECRET, request.method, request.url, JSON.stringify(request.body ?? null)) };
}

/** The job is accepted by now: if its row cannot be read, the answer is 202 and not an error. */
const unlessAway = (read: Promise<JobRow | undefined>) =>
  read.catch((error) => {
    if (!isTransient(error)) throw error;
    return undefined;
  });

async function replayed(context: Context, reply: FastifyReply, original: JobRow, hash: string | undefined, waitMs: number) {
  if (original.requestHash !== hash) {
    throw new HttpProblem("idempotency-key-reused", "This Idempotency-Key was used for another request; use a new one.");
  }
  reply.header("idempotency-replayed", "true");
  if (original.status !== "queued") return original;
  const watch = context.settlements.watch(original.id);
  try {
    return await watch.settled(waitMs, context.stopping);
  } finally {
    watch.end();
  }
}

type Answerable = Pick<JobRow, "id" | "kind" | "status" | "result" | "problem">;

const notYetRead = (id: string, kind: string): Answerable => ({ id, kind, status: "queued", result: null, problem: null });

function respond<Result extends z.ZodType>(
  request: FastifyRequest,
  reply: FastifyReply,
  kind: TypedKind<z.ZodType, Result>,
  row: Answerable,
  answer: Write<z.ZodType, Result>["answer"],
) {
  if (row.status === "queued") return reply.code(202).header("location", jobUrl(row.id)).send(acceptedBody(row));
  if (row.status === "completed") {
    const { status = 200, headers = {}, body } = answer(kind.result.parse(row.result));
    return reply
      .code(status)
      .headers(headers)
      .send({ ...body, job_id: row.id });
  }
  return sendProblem(request, reply, { ...problemOfJob(row), job_id: row.id });
}

const problemOfJob = ({ status, problem }: Answerable) =>
  problemSchema.safeParse(problem).data ?? problemOf("conflict", `The job was ${status}.`);

export const jobUrl = (id: string) => `/api/v1/jobs/${id}`;

const acceptedBody = ({ id, kind, status }: Answerable) => ({
  message: "Accepted; follow status_url for the outcome",
  job_id: id,
  job: { id, kind, status },
  status_url: jobUrl(id),
});
