import { z } from "zod";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
import { timestamp } from "./time.ts";

export const AUDIT_ACTIONS = [
  "session.created",
  "session.renewed",
  "session.revoked",
  "session.expired",
  "session.read",
  "session.listed",
  "session.unsealed",
  "consent.granted",
  "consent.withdrawn",
  "consent.expired",
  "consent.checked",
  "job.failed",
  "job.cancelled",
  "job.retried",
  "worker.lost",
  "worker.drained",
  "kind.paused",
  "kind.resumed",
  "operation.started",
  "operation.ended",
  "key.activated",
  "key.rewrapped",
  "key.retired",
  "webhook.created",
  "webhook.changed",
  "webhook.deleted",
  "webhook.replayed",
  "webhook.delivered",
  "webhook.parked",
  "user.viewed",
  "user.erased",
  "hold.placed",
  "hold.released",
  "audit.exported",
  "board.login",
  "board.logout",
  "board.denied",
  "board.paused",
  "board.resumed",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const AUDIT_OUTCOMES = ["ok", "refused", "failed"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** On whose behalf a job does what it does, as its audit rows tell. */
export interface AuditOrigin {
  actor: string;
  jobId: string;
  /** Null when the API ran the job itself. */
  workerId: string | null;
  requestId: string | null;
}

/** What happened, before the database adds an id and the time. `subject` reads `session:<id>`. */
export interface AuditEntry {
  actor: string;
  action: AuditAction;
  subject: string;
  outcome: AuditOutcome;
  userId?: string | null;
  jobId?: string | null;
  workerId?: string | null;
  requestId?: string | null;
  detail?: Record<string, unknown>;
}

export const auditView = z.object({
  id,
  occurred_at: timestamp,
  actor: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  subject: z.string(),
  outcome: z.enum(AUDIT_OUTCOMES),
  user_id: id.nullable(),
  job_id: id.nullable(),
  worker_id: id.nullable(),
  request_id: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
name("AuditLog", auditView, {
  id: EXAMPLE.audit,
  occurred_at: EXAMPLE.soon,
  actor: "my-engine",
  action: "session.created",
  subject: `session:${EXAMPLE.session}`,
  outcome: "ok",
  user_id: EXAMPLE.user,
  job_id: EXAMPLE.job,
  worker_id: EXAMPLE.worker,
  request_id: EXAMPLE.request,
  detail: { consent_id: EXAMPLE.consent },
});
