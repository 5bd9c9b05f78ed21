import { z } from "zod";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
import { slug } from "./text.ts";
import { timestamp } from "./time.ts";
import { viewOf } from "./view.ts";

export const SESSION_STATUSES = ["active", "expired", "revoked"] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

export const SESSION_DATA_MAX_BYTES = 64 * 1024;

/** A session's row without its ciphertext. */
export interface Session {
  id: string;
  userId: string;
  consentId: string;
  sportsbook: string;
  status: SessionStatus;
  paperTrading: boolean;
  expiresAt: Date;
  endedAt: Date | null;
  endReason: string | null;
  createdByJob: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export const sessionView = z.object({
  id,
  user_id: id,
  sportsbook: slug,
  status: z.enum(SESSION_STATUSES),
  created_at: timestamp,
  expires_at: timestamp,
  consent_id: id,
  paper_trading: z.boolean(),
  ended_at: timestamp.nullable(),
  end_reason: z.string().nullable(),
  version: z.int().positive(),
  updated_at: timestamp,
});
name("Session", sessionView, {
  id: EXAMPLE.session,
  user_id: EXAMPLE.user,
  sportsbook: "test_sportsbook",
  status: "active",
  created_at: EXAMPLE.at,
  expires_at: EXAMPLE.later,
  consent_id: EXAMPLE.consent,
  paper_trading: true,
  ended_at: null,
  end_reason: null,
  version: 1,
  updated_at: EXAMPLE.at,
});
export type SessionView = z.infer<typeof sessionView>;

/** A session past its time is expired, whether or not a worker has come by yet. */
export function sessionStatus(session: Pick<Session, "status" | "expiresAt">, now: Date): SessionStatus {
  return session.status === "active" && session.expiresAt <= now ? "expired" : session.status;
}

export const viewSession = (session: Session, now: Date): SessionView =>
  viewOf(sessionView, { ...session, status: sessionStatus(session, now) });

/** An entity tag (RFC 9110, 8.8.3) of what a reader sees; it changes when a session passes its `expires_at`. */
export const sessionTag = (view: Pick<SessionView, "version" | "status">) => `"${view.version}-${view.status}"`;
