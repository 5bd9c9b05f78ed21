/** Every write is a job: enqueue it, wait for it a while, answer with what became of it. */
import { isTransient, type JobOutcome, type KeyedJob } from "@assent/db";
import { EXAMPLE, name, newId, problemOf, problem as problemSchema } from "@assent/domain";
import { TooManyOpenJobs, type TypedKind } from "@assent/jobs";
import { fingerprint } from "@assent/vault";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { served } from "./admission/admission.ts";
import type { Context } from "./context.ts";
import { preferenceOf } from "./prefer.ts";
import { HttpProblem, sendProblem, vanished } from "./problems.ts";
import { originOf } from "./traces.ts";

export interface Write<Payload extends z.ZodType, Result extends z.ZodType> {
  kind: TypedKind<Payload, Result>;
  payload: z.infer<Payload>;
  /** Whom the job concerns. */
  userId: string | null;
  /** The answer once the job is done; `job_id` is added to the body. */
  answer(result: z.infer<Result>): { status?: number; headers?: Record<string, string>; body: Record<string, unknown> };
}

export const accepted = name(
  "Accepted",
  z.object({
    message: z.string(),
    job_id: z.string(),
    job: z.object({ id: z.string(), kind: z.string(), status: z.string() }),
    status_url: z.string(),
  }),
  {
    message: "Accepted; follow status_url for the outcome",
    job_id: EXAMPLE.job,
    job: { id: EXAMPLE.job, kind: "session.create", status: "queued" },
    status_url: `/api/v1/jobs/${EXAMPLE.job}`,
  },
);

export const writeHeaders = z.object({
  prefer: z
    .string()
    .optional()
    .describe('RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most')
    .meta({ examples: ["wait=20"] }),
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters")
    .optional()
    .describe("same key and same request: same answer")
    .meta({ examples: ["0b6f7c1e-create-session"] }),
});

/** PATCH and DELETE are safe to repeat as they are. */
export const changeHeaders = writeHeaders.omit({ "idempotency-key": true });

export async function write<Payload extends z.ZodType, Result extends z.ZodType>(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, payload, userId, answer }: Write<Payload, Result>,
) {
  const asked = preferenceOf(request.headers.prefer, context.env.API_WAIT_MS);
  const id = newId();
  const watch = asked.waitMs > 0 ? context.settlements.watch(id) : undefined;
  try {
    const idempotency = idempotencyOf(context, request);
    const job = await context.producer
      .enqueue(kind, payload, {
        id,
        userId,
        idempotency,
        ...origin(request),
        mostOpenJobs: quotaOf(context, request),
        awaited: asked.waitMs > 0,
      })
      .catch((error) => {
        throw error instanceof TooManyOpenJobs ? overQuota(context, request) : error;
      });
    served(request);
    const { waitMs, applied } = context.admission.patience(asked, reply.elapsedTime);
    const settled = () => (waitMs > 0 ? watch?.settled(waitMs) : undefined);
    const read = job.replayed ? replayed(context, reply, job.original, idempotency?.hash, waitMs) : settled();
    const found = read?.then((outcome) => outcome ?? vanished(job.id));
    const outcome = (await unlessAway(found)) ?? notYetRead(job.id, kind.name);
    if (applied && (waitMs > 0 || outcome.status === "queued")) reply.header("preference-applied", applied);
    return respond(request, reply, kind, outcome, answer);
  } finally {
    watch?.end();
  }
}

/** A service is yours, and may have its reasons. */
const quotaOf = ({ env }: Context, { principal }: FastifyRequest): number =>
  principal.userId === null ? env.SERVICE_MAX_OPEN_JOBS_PER_USER : env.MAX_OPEN_JOBS_PER_USER;

function overQuota(context: Context, request: FastifyRequest): HttpProblem {
  context.limits.refused(request.principal, "open_jobs");
  const detail = `The user has ${quotaOf(context, request)} open jobs, which is as many as one may; come back when some are done.`;
  return new HttpProblem("quota-exceeded", detail, {}, { "retry-after": "1" });
}

const origin = (request: FastifyRequest) => ({
  principal: request.principal.name,
  requestId: request.id,
  /** Kept with the job, so that the work can be traced to the call. */
  traceparent: originOf(request.raw),
});

function idempotencyOf({ env }: Context, request: FastifyRequest) {
  const key = request.method === "POST" ? request.headers["idempotency-key"] : undefined;
  if (typeof key !== "string") return undefined;
  return { key, hash: fingerprint(env.SESSION_SECRET, request.method, request.url, JSON.stringify(request.body ?? null)) };
}

/** The job is accepted by now: if its row cannot be read, the answer is 202 and not an error. */
const unlessAway = (read: Promise<JobOutcome | undefined> | undefined) =>
  read?.catch((error) => {
    if (!isTransient(error)) throw error;
    return undefined;
  });

async function replayed(
  context: Context,
  reply: FastifyReply,
  original: KeyedJob,
  hash: string | undefined,
  waitMs: number,
): Promise<JobOutcome | undefined> {
  if (original.requestHash !== hash) {
    throw new HttpProblem("idempotency-key-reused", "This Idempotency-Key was used for another request; use a new one.");
  }
  reply.header("idempotency-replayed", "true");
  if (original.status !== "queued" || waitMs === 0) return original;
  const watch = context.settlements.watch(original.id);
  try {
    return await watch.settled(waitMs);
  } finally {
    watch.end();
  }
}

const notYetRead = (id: string, kind: string): JobOutcome => ({ id, kind, status: "queued", result: null, problem: null });

function respond<Result extends z.ZodType>(
  request: FastifyRequest,
  reply: FastifyReply,
  kind: TypedKind<z.ZodType, Result>,
  job: JobOutcome,
  answer: Write<z.ZodType, Result>["answer"],
) {
  if (job.status === "queued") return reply.code(202).header("location", jobUrl(job.id)).send(acceptedBody(job));
  if (job.status === "completed") {
    const { status = 200, headers = {}, body } = answer(kind.result.parse(job.result));
    return reply
      .code(status)
      .headers(headers)
      .send({ ...body, job_id: job.id });
  }
  return sendProblem(request, reply, { ...problemOfJob(job), job_id: job.id });
}

const problemOfJob = ({ status, problem }: JobOutcome) =>
  problemSchema.safeParse(problem).data ?? problemOf("conflict", `The job was ${status}.`);

export const jobUrl = (id: string) => `/api/v1/jobs/${id}`;

const acceptedBody = ({ id, kind, status }: JobOutcome) => ({
  message: "Accepted; follow status_url for the outcome",
  job_id: id,
  job: { id, kind, status },
  status_url: jobUrl(id),
});
