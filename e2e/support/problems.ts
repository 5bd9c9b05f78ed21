import { PROBLEMS, type ProblemType } from "@assent/domain";
import { expect } from "vitest";
import type { Answer } from "./client.ts";

/** A whole problem document (RFC 9457) of this type, with its status and title, that names its request. */
export function expectProblem({ status, headers, body }: Answer, type: ProblemType, more: Record<string, unknown> = {}) {
  const expected = { type: `urn:assent:problem:${type}`, ...PROBLEMS[type] };
  expect(body).toMatchObject({ ...expected, detail: expect.stringMatching(/./), ...more });
  expect(body.instance).toBe(`urn:assent:request:${headers.get("x-request-id")}`);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(status).toBe(expected.status);
}

/** A 422 that names exactly these fields. */
export function expectInvalid(answer: Answer, ...fields: string[]) {
  expectProblem(answer, "invalid-request");
  const named = answer.body.errors.map(({ field }: { field: string }) => field);
  expect([...new Set(named)].sort()).toEqual(fields.sort());
}

/** An answer's body without what tells one request from another. */
export const anonymous = ({ status, body }: Answer) => JSON.stringify({ status, body: { ...body, instance: "", job_id: "" } });
