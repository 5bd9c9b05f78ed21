import { z } from "zod";
import type { AuditAction } from "./audit.ts";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
import { timestamp } from "./time.ts";

/** What somebody outside must know of. An event is the public face of the audit row of this action, and has its id. */
export const EVENT_TYPES = [
  "session.created",
  "session.renewed",
  "session.expired",
  "session.revoked",
  "consent.granted",
  "consent.withdrawn",
  "consent.expired",
  "job.failed",
] as const satisfies readonly AuditAction[];
export type EventType = (typeof EVENT_TYPES)[number];

/** What of a row's `detail` is told, by type. What is not named here, such as anything of a consent's evidence, is not. */
const TOLD: Record<EventType, readonly string[]> = {
  "session.created": ["sportsbook", "expires_at", "paper_trading"],
  "session.renewed": ["from", "to"],
  "session.expired": ["reason"],
  "session.revoked": ["reason"],
  "consent.granted": ["purpose", "document_version", "sportsbooks", "expires_at"],
  "consent.withdrawn": ["sessions_ended"],
  "consent.expired": ["expires_at"],
  "job.failed": ["kind", "attempts", "reason"],
};

export const eventView = z.object({
  id: id.describe("that of its row in the audit log; the same however often it is told"),
  type: z.enum(EVENT_TYPES),
  occurred_at: timestamp.describe("by PostgreSQL's clock; not the order of events"),
  user_id: id.nullable(),
  session_id: id.nullable(),
  consent_id: id.nullable(),
  job_id: id.nullable(),
  data: z.record(z.string(), z.unknown()).describe("what else there is to know, by type; never a token nor evidence"),
});
name("Event", eventView, {
  id: EXAMPLE.audit,
  type: "session.created",
  occurred_at: EXAMPLE.soon,
  user_id: EXAMPLE.user,
  session_id: EXAMPLE.session,
  consent_id: EXAMPLE.consent,
  job_id: EXAMPLE.job,
  data: { sportsbook: "test_sportsbook", expires_at: EXAMPLE.later, paper_trading: true },
});
export type EventView = z.infer<typeof eventView>;

/** The parts of an audit row that an event is made of. */
export interface EventSource {
  id: string;
  action: EventType;
  occurredAt: Date;
  /** `session:<id>`, `consent:<id>` or `job:<id>` */
  subject: string;
  userId: string | null;
  jobId: string | null;
  detail: Record<string, unknown>;
}

export function eventOf({ id, action, occurredAt, subject, userId, jobId, detail }: EventSource): EventView {
  const about = (what: "session" | "consent") => idIn(subject, what) ?? textOf(detail[`${what}_id`]);
  const told = TOLD[action].filter((field) => field in detail).map((field) => [field, detail[field]]);
  return {
    ...{ id, type: action, occurred_at: occurredAt.toISOString(), user_id: userId },
    ...{ session_id: about("session"), consent_id: about("consent"), job_id: jobId },
    data: Object.fromEntries(told),
  };
}

const idIn = (subject: string, what: string) => (subject.startsWith(`${what}:`) ? subject.slice(what.length + 1) : null);
const textOf = (value: unknown) => (typeof value === "string" ? value : null);

/** Which events somebody wants: all that fulfil each condition that is given. */
export interface EventFilter {
  types?: readonly EventType[] | undefined;
  userId?: string | undefined;
  sessionId?: string | undefined;
}

export const isWanted = ({ type, user_id, session_id }: EventView, { types, userId, sessionId }: EventFilter): boolean =>
  (types === undefined || types.includes(type)) &&
  (userId === undefined || userId === user_id) &&
  (sessionId === undefined || sessionId === session_id);
