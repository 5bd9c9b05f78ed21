import { z } from "zod";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
import { timestamp } from "./time.ts";

/**
 * Why a job is not running at this moment:
 * - `settled`: it is done with.
 * - `running`: a worker has it in hand.
 * - `worker-silent`: the worker that has it, or the only one that could take it, is not heard of.
 * - `kind-paused`: an operator has paused its kind.
 * - `no-worker`: none takes its kind.
 * - `backing-off`: it was tried, and is tried again later.
 * - `waiting`: it is its turn after those before it.
 * - `run-by-api`: its kind is run by the API itself.
 * - `undelivered`: BullMQ does not have it; reconciliation delivers it.
 * - `delivery-away`: BullMQ does not answer.
 */
export const DIAGNOSES = [
  "settled",
  "running",
  "worker-silent",
  "kind-paused",
  "no-worker",
  "backing-off",
  "waiting",
  "run-by-api",
  "undelivered",
  "delivery-away",
] as const;
export type DiagnosisReason = (typeof DIAGNOSES)[number];

export const diagnosisView = z.object({
  reason: z.enum(DIAGNOSES).describe("for programs"),
  words: z.string().describe("for people; not to be parsed"),
  since: timestamp.nullable().describe("since when it is so, where that is known"),
  until: timestamp.nullable().describe("about when that changes by itself, where that is known"),
  worker_id: id.nullable().describe("the worker that has it, or had it"),
  ahead: z.int().nonnegative().nullable().describe("how many older jobs of its kind wait; 1000 stands for as many or more"),
});
name("Diagnosis", diagnosisView, {
  reason: "waiting",
  words: "It waits for its turn; 12 older jobs of its kind come first.",
  since: EXAMPLE.at,
  until: null,
  worker_id: null,
  ahead: 12,
});
