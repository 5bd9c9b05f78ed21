import { z } from "zod";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
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
name("Delivery", delivery, { state: "waiting", attempt: 0 });

export const JOB_EXAMPLE = {
  id: EXAMPLE.job,
  kind: "session.create",
  status: "completed" as const,
  user_id: EXAMPLE.user,
  principal: "my-engine",
  request_id: EXAMPLE.request,
  trace_id: null,
  attempts: 0,
  worker_id: EXAMPLE.worker,
  result: { session: { id: EXAMPLE.session, status: "active" } },
  problem: null,
  created_at: EXAMPLE.at,
  started_at: EXAMPLE.soon,
  settled_at: EXAMPLE.soon,
};

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
name("Job", jobView, JOB_EXAMPLE);
export type JobView = z.infer<typeof jobView>;
