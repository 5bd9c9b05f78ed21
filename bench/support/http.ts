/** Single requests to the public API. */
import type { AnyJson } from "@assent/testkit";

export type Body = Record<string, AnyJson>;

export interface Answer {
  status: number;
  ms: number;
  body: Body;
}

/** @param path below /api/v1 */
export async function call(
  url: string,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const content = body ? { body: JSON.stringify(body) } : {};
  const type: Record<string, string> = body ? { "content-type": "application/json" } : {};
  const began = performance.now();
  const response = await fetch(`${url}/api/v1${path}`, { method, headers: { ...type, ...headers }, ...content });
  const answer = (await response.json()) as Body;
  return { status: response.status, ms: performance.now() - began, body: answer };
}

/** @throws Error unless the answer has this status. */
export async function expectStatus(status: number, answering: Promise<Answer>): Promise<Answer> {
  const answer = await answering;
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
  return answer;
}
