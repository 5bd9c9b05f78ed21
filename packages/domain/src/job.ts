import { z } from "zod";
import { id } from "./ids.ts";
import { problem } from "./problem.ts";
import { timestamp } from "./time.ts";

/**
 * - `queued`: accepted; it will run.
 * - `completed`: its effects are committed.
 * - `refused`: a business no; final.
 * - `failed`: its attempts are used up; an operator may retry it.
 * - `cancelled`: taken back before a worker claimed it.
 */
export const JOB_STATUSES = ["queued", "completed", "refused", "failed", "cancelled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Where BullMQ has a queued job; `null` when it is settled or BullMQ cannot be asked. */
export const delivery = z.object({ state: z.string(), attempt: z.int().nonnegative() });

export const jobView = z.object({
  id,
  kind: z.string(),
  status: z.enum(JOB_STATUSES),
  user_id: id.nullable(),
  principal: z.string(),
  request_id: z.string().nullable(),
  trace_id: z.string().nullable(),
  attempts: z.int().nonnegative(),
  worker_id: id.nullable(),
  result: z.unknown().nullable(),
  problem: problem.nullable(),
  created_at: timestamp,
  started_at: timestamp.nullable(),
  settled_at: timestamp.nullable(),
});
export type JobView = z.infer<typeof jobView>;
