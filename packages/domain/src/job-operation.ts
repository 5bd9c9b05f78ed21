import { z } from "zod";
import { id } from "./ids.ts";
import type { JOB_STATUSES } from "./job.ts";
import { EXAMPLE, name } from "./named.ts";
import { timestamp } from "./time.ts";

/** What can be done to many jobs at once: `retry` those that failed, `cancel` those that wait. */
export const JOB_OPERATION_ACTIONS = ["retry", "cancel"] as const;
export type JobOperationAction = (typeof JOB_OPERATION_ACTIONS)[number];

export const JOB_OPERATION_STATUSES = ["running", "completed", "cancelled"] as const;
export type JobOperationStatus = (typeof JOB_OPERATION_STATUSES)[number];

/** The jobs to which each can be done. */
export const OPERATED_STATUS = { retry: "failed", cancel: "queued" } as const satisfies Record<
  JobOperationAction,
  (typeof JOB_STATUSES)[number]
>;

/** Which jobs are meant; what is not named is any. Times are those of acceptance. */
export interface JobFilter {
  kind?: string | undefined;
  status?: (typeof JOB_STATUSES)[number] | undefined;
  userId?: string | undefined;
  principal?: string | undefined;
  requestId?: string | undefined;
  /** ISO 8601. */
  since?: string | undefined;
  until?: string | undefined;
}

export const jobFilterView = z.object({
  kind: z.string().nullable(),
  user_id: id.nullable(),
  principal: z.string().nullable(),
  request_id: z.string().nullable(),
  since: timestamp.nullable(),
  until: timestamp.nullable(),
});
name("JobFilter", jobFilterView, {
  kind: "session.create",
  user_id: null,
  principal: null,
  request_id: null,
  since: EXAMPLE.at,
  until: EXAMPLE.later,
});

export const jobOperationView = z.object({
  id,
  action: z.enum(JOB_OPERATION_ACTIONS),
  status: z.enum(JOB_OPERATION_STATUSES),
  filter: jobFilterView,
  principal: z.string(),
  reason: z.string().nullable(),
  request_id: z.string().nullable(),
  matched: z.int().nonnegative(),
  counted_all: z.boolean().describe("false when more jobs may match: no more were looked at"),
  done: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  created_at: timestamp,
  ended_at: timestamp.nullable(),
});
name("JobOperation", jobOperationView, {
  id: EXAMPLE.operation,
  action: "retry",
  status: "running",
  filter: { kind: "session.create", user_id: null, principal: null, request_id: null, since: EXAMPLE.at, until: EXAMPLE.later },
  principal: "operator",
  reason: "the database was away",
  request_id: EXAMPLE.request,
  matched: 1200,
  counted_all: true,
  done: 400,
  skipped: 0,
  created_at: EXAMPLE.later,
  ended_at: null,
});
