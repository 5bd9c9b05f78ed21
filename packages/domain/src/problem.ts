import { z } from "zod";
import { EXAMPLE, name } from "./named.ts";

/** A problem document (RFC 9457). `type` is a stable URN; docs/problems.md lists them. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  instance: z.string().optional(),
  reasons: z.array(z.string()).optional(),
  errors: z.array(z.object({ field: z.string(), rule: z.string() })).optional(),
  job_id: z.string().optional(),
  trace_id: z.string().optional(),
});
name("Problem", problem, {
  type: "urn:assent:problem:not-found",
  title: "Not found",
  status: 404,
  detail: "There is no such session.",
  instance: `urn:assent:request:${EXAMPLE.request}`,
});
export type Problem = z.infer<typeof problem>;

/** Every kind of problem Assent answers with: its title and its HTTP status. */
export const PROBLEMS = {
  "malformed-request": { status: 400, title: "The request could not be read" },
  "invalid-cursor": { status: 400, title: "The cursor is not one of ours" },
  unauthenticated: { status: 401, title: "No valid access token" },
  forbidden: { status: 403, title: "Not allowed" },
  "insufficient-scope": { status: 403, title: "The token lacks a scope" },
  "consent-refused": { status: 403, title: "No valid consent covers this" },
  "not-found": { status: 404, title: "Not found" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  conflict: { status: 409, title: "The current state does not allow this" },
  "precondition-failed": { status: 412, title: "The object has changed" },
  "payload-too-large": { status: 413, title: "The request body is too large" },
  "unsupported-media-type": { status: 415, title: "Unsupported media type" },
  "invalid-request": { status: 422, title: "The request is not valid" },
  "idempotency-key-reused": { status: 422, title: "The Idempotency-Key was used for another request" },
  "rate-limited": { status: 429, title: "Too many requests" },
  "quota-exceeded": { status: 429, title: "Too many open jobs" },
  internal: { status: 500, title: "Internal error" },
  "data-integrity": { status: 500, title: "Stored data does not open" },
  "job-failed": { status: 500, title: "The job has failed" },
  "job-vanished": { status: 503, title: "The job was lost" },
  "key-unavailable": { status: 503, title: "An encryption key is not available" },
  unavailable: { status: 503, title: "Temporarily unavailable" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemType = keyof typeof PROBLEMS;

export function problemOf(type: ProblemType, detail: string, more: Partial<Problem> = {}): Problem {
  return { type: `urn:assent:problem:${type}`, ...PROBLEMS[type], detail, ...more };
}
