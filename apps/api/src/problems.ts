/** Every error leaves as a problem document (RFC 9457). */
import { errorCode, isKeyClosed, isTransient } from "@assent/db";
import { type Problem, type ProblemType, problemOf, type Refusal } from "@assent/domain";
import { TooManyWaiting } from "@assent/runtime";
import { KeyUnavailable } from "@assent/vault";
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { traceIdOf } from "./traces.ts";

/** Thrown by a handler; answered as it is. */
export class HttpProblem extends Error {
  override name = "HttpProblem";
  readonly problem: Problem;
  readonly headers: Record<string, string>;

  constructor(type: ProblemType, detail: string, more: Partial<Problem> = {}, headers: Record<string, string> = {}) {
    super(detail);
    this.problem = problemOf(type, detail, more);
    this.headers = headers;
  }
}

export const unavailable = (detail: string) => new HttpProblem("unavailable", detail, {}, { "retry-after": "1" });

const UNAVAILABLE = problemOf("unavailable", "").type;

/** Whether it says nothing of what was asked for, but to ask again. */
export const isUnavailable = ({ problem }: HttpProblem): boolean => problem.type === UNAVAILABLE;

export const keyUnavailable = (detail: string) => new HttpProblem("key-unavailable", detail, {}, { "retry-after": "1" });

/** A job that was there and is no more: the server that took over from PostgreSQL's primary had not heard of it. */
export const vanishedProblem = (jobId: string) =>
  problemOf("job-vanished", "A fail-over of the database has lost this job. Nothing of it remains; send the request again.", {
    job_id: jobId,
  });

export function vanished(jobId: string): never {
  const { detail, ...more } = vanishedProblem(jobId);
  throw new HttpProblem("job-vanished", detail, more, { "retry-after": "1" });
}

export const noSuch = (what: string) => new HttpProblem("not-found", `There is no such ${what}.`);

export function refused({ problem }: Refusal): HttpProblem {
  return Object.assign(new HttpProblem("conflict", problem.detail), { problem });
}

export const instanceOf = (requestId: string) => `urn:assent:request:${requestId}`;

/** With every answer: nobody keeps it, nor guesses what it is. */
export const PRIVATE = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** As bytes: to a string, Fastify would add a charset, which this media type does not have. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem) {
  const body = Buffer.from(JSON.stringify({ ...problem, instance: instanceOf(request.id), trace_id: traceIdOf(request.raw) }));
  /** No hook has seen a request whose address could not be read. */
  reply.headers({ ...PRIVATE, "x-request-id": request.id });
  return reply.code(problem.status).type("application/problem+json").send(body);
}

export function onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const known = asProblem(error);
  if (known.problem.status === 500) {
    request.log.error({ event: "request.failed", err: error }, "a request failed for a reason we did not foresee");
  } else if (known.problem.status === 503) {
    request.log.warn(
      { event: "request.unavailable", code: errorCode(error), reason: known.problem.detail },
      "could not answer now; the client was asked to come back",
    );
  }
  return sendProblem(request, reply.headers(known.headers), known.problem);
}

function asProblem(error: FastifyError): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof KeyUnavailable || isKeyClosed(error))
    return keyUnavailable("This process lacks the key to seal with; repeat the request, a POST with the same Idempotency-Key.");
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error);
  if (error.message === "aborted") return new HttpProblem("malformed-request", "The client hung up before the body was complete.");
  if (isTransient(error))
    return unavailable("The database cannot answer right now; repeat the request, a POST with the same Idempotency-Key.");
  if (error instanceof TooManyWaiting) return unavailable("More requests wait for the database than it can answer; come back in a moment.");
  return ofFramework(error) ?? new HttpProblem("internal", "Something went wrong on our side; the request id names it in the log.");
}

/** A path that cannot be an id names no object; anything else names each field and the first rule that it breaks. */
function invalid({ validation, validationContext }: Pick<FastifyError, "validation" | "validationContext">) {
  if (validationContext === "params") return noSuch("object");
  const broken = (validation ?? []).flatMap((issue) => ruleBroken(issue, validationContext ?? "body"));
  const named = new Set<string>();
  const errors = broken.filter(({ field }) => !named.has(field) && named.add(field));
  const detail = errors.map(({ field, rule }) => `${field}: ${rule}`).join("; ");
  return new HttpProblem("invalid-request", detail, { errors });
}

const NO_FIELD = /^Invalid input: expected (.*), received undefined$/;
/** What is not there reaches the schema as null. */
const NO_BODY = /^Invalid input: expected (.*), received null$/;

function ruleBroken({ keyword, instancePath, message, params }: FastifySchemaValidationError, part: string) {
  const path = instancePath.split("/").filter(Boolean);
  if (keyword === "unrecognized_keys") {
    return (params["keys"] as string[]).map((key) => ({ field: [...path, key].join("."), rule: "is not a field of this request" }));
  }
  const field = path.join(".") || part;
  return [{ field, rule: message?.replace(path.length > 0 ? NO_FIELD : NO_BODY, "is required: $1") ?? "is not valid" }];
}

const DETAILS: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "The body may have 128 KiB.",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "Send Content-Type: application/json.",
};

function ofFramework({ statusCode = 500, code, message }: FastifyError): HttpProblem | undefined {
  const byStatus: Record<number, ProblemType> = { 400: "malformed-request", 413: "payload-too-large", 415: "unsupported-media-type" };
  if (statusCode >= 500) return undefined;
  return new HttpProblem(byStatus[statusCode] ?? "malformed-request", DETAILS[code] ?? message);
}
