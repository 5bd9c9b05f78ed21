/** The problems that a call can answer with: those that follow from what it takes, and those that it names. */
import { EXAMPLE, PROBLEMS, type Problem, type ProblemType, problemOf } from "@assent/domain";
import type { z } from "zod";
import type { Operation } from "./operation.ts";

/** Anybody can send what is not HTTP, too slowly, or with headers that are too large. */
const BROKEN = [
  [400, "malformed-request"],
  [408, "malformed-request"],
  [431, "malformed-request"],
] as const;

type Answered = readonly [status: number, type: ProblemType];

export function problemsOf(operation: Operation, method: string): Map<number, ProblemType[]> {
  const types = [...typesOf(operation, method), ...(operation.problems ?? [])];
  const all: Answered[] = [...BROKEN, ...types.map((type): Answered => [PROBLEMS[type].status, type])];
  const byStatus = Map.groupBy(all, ([status]) => status);
  return new Map(
    [...byStatus].sort(([a], [b]) => a - b).map(([status, ones]) => [status, [...new Set(ones.map(([, type]) => type))].sort()]),
  );
}

function typesOf(operation: Operation, method: string): ProblemType[] {
  const { access, params, querystring, headers, response } = operation;
  const takes = (part: z.ZodObject | undefined, field: string) => part !== undefined && field in part.shape;
  const when = (holds: boolean, ...types: ProblemType[]) => (holds ? types : []);
  return [
    ...when(true, "internal", "unavailable"),
    ...when(access !== "anyone", "unauthenticated", "insufficient-scope", "invalid-request", "rate-limited"),
    ...when(access !== "anyone" && access.owner !== "object", "forbidden"),
    ...when(params !== undefined, "not-found"),
    ...when(method !== "GET", "payload-too-large", "unsupported-media-type"),
    ...when(takes(querystring, "cursor"), "invalid-cursor"),
    ...when(takes(headers, "if-match"), "precondition-failed"),
    ...when(takes(headers, "idempotency-key"), "idempotency-key-reused"),
    ...when(takes(headers, "prefer"), "job-vanished"),
    ...when(takes(headers, "prefer") && 202 in response, "conflict", "job-failed", "quota-exceeded"),
  ];
}

/** What `detail` says, and what a problem of this type has besides. */
const TOLD: Record<ProblemType, [detail: string, more?: Partial<Problem>]> = {
  "malformed-request": ["The body is not valid JSON."],
  "invalid-cursor": ["Pass next_cursor as you got it, or none for the first page."],
  unauthenticated: ["Send a bearer token: Authorization: Bearer <token>."],
  forbidden: ["user_id must be your own."],
  "insufficient-scope": ['This call needs the scope "sessions:write".'],
  "consent-refused": ["The user has withdrawn the consent.", { reasons: ["consent_withdrawn"], job_id: EXAMPLE.job }],
  "not-found": ["There is no such session."],
  "method-not-allowed": ["This path takes GET, HEAD, OPTIONS."],
  conflict: ["The session is revoked; only an active session allows this."],
  "precondition-failed": ["The session has changed since you read it; read it again."],
  "payload-too-large": ["The body may have 128 KiB."],
  "unsupported-media-type": ["Send Content-Type: application/json."],
  "invalid-request": [
    "limit: must be a whole number from 1 to 200",
    { errors: [{ field: "limit", rule: "must be a whole number from 1 to 200" }] },
  ],
  "idempotency-key-reused": ["This Idempotency-Key was used for another request; use a new one."],
  "data-integrity": ["The session's token does not open; the log says more under the request id."],
  "key-unavailable": ["The key of the session's token is not available; the log says more under the request id."],
  "rate-limited": ["This caller may have 600 writes a minute; there are more in 20 s."],
  "quota-exceeded": ["The user has 1000 open jobs, which is as many as one may; come back when some are done."],
  internal: ["Something went wrong on our side; the request id names it in the log."],
  "job-failed": ["The job has failed.", { job_id: EXAMPLE.job }],
  "job-vanished": [
    "A fail-over of the database has lost this job. Nothing of it remains; send the request again.",
    { job_id: EXAMPLE.job },
  ],
  unavailable: ["More requests are under way than can be answered in time; come back in a moment."],
};

/** What a client can tell them apart by. */
export const urnOf = (type: ProblemType) => `urn:assent:problem:${type}`;

export function exampleOfProblem(type: ProblemType, status: number): Problem {
  const [detail, more = {}] = TOLD[type];
  return problemOf(type, detail, { status, ...more, instance: `urn:assent:request:${EXAMPLE.request}` });
}
