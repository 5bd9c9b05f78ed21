/** A careful client: it names each request, gives the repetitions of a POST one key, and asks again when it was not answered. */

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { AnyJson } from "@assent/testkit";
import { type Attempt, isOpen, type Operation, outcomeOf } from "./history.ts";
import type { Api } from "./system.ts";

export interface Call {
  kind: string;
  method: "POST" | "PATCH" | "DELETE";
  /** Below /api/v1. */
  path: string;
  body?: object;
  headers?: Record<string, string>;
  /** Whether it is repeated, under one key if it is a POST, until it is answered. */
  repeated: boolean;
}

export type Body = Record<string, AnyJson>;

const ANSWER_WITHIN_MS = 10_000;
const REPEAT_FOR_MS = 20_000;
const PAUSE_MS = 100;

/** @param apis are taken in turns, as a balancer would @returns what happened, and the last answer's body */
export async function perform(apis: () => Api[], call: Call): Promise<{ operation: Operation; body: Body }> {
  const key = call.repeated && call.method === "POST" ? randomUUID() : undefined;
  const attempts: Attempt[] = [];
  const deadline = performance.now() + REPEAT_FOR_MS;
  let turn = Math.floor(Math.random() * 2);
  for (;;) {
    const among = apis();
    const { attempt, body } = await ask(among[turn++ % among.length]?.url, call, key);
    attempts.push(attempt);
    const again = call.repeated && isOpen(attempt) && performance.now() < deadline;
    if (!again) return { operation: { kind: call.kind, key, attempts, outcome: outcomeOf(attempt), jobId: attempt.jobId }, body };
    await delay(PAUSE_MS);
  }
}

async function ask(url: string | undefined, { method, path, body, headers = {} }: Call, key: string | undefined) {
  const requestId = randomUUID();
  const began = performance.now();
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      "x-request-id": requestId,
      ...(key ? { "idempotency-key": key } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
    .then(async (response) => {
      const retryAfter = response.headers.get("retry-after");
      return { status: response.status, retryAfter, body: (await response.json()) as Body };
    })
    .catch(() => ({ status: undefined, retryAfter: null, body: {} as Body }));
  const { body: answered, ...told } = answer;
  const attempt: Attempt = { requestId, ...told, jobId: answered["job_id"], began, ms: performance.now() - began };
  return { attempt, body: answered };
}
