/** What the kinds that change one session share. */
import { endSession, lockSessions, type SessionEnd, type SessionRead } from "@assent/db";
import { type AuditAction, id, notFound, Refusal, sessionStatus } from "@assent/domain";
import { z } from "zod";
import type { AuditFact, RunContext } from "../kind.ts";

export const sessionTarget = {
  session_id: id,
  user_id: id,
  if_version: z.int().positive().nullable().describe("the version that the client has seen; null for any"),
};
type Target = { session_id: string; user_id: string; if_version: number | null };

export const EXAMPLE_TARGET: Target = {
  session_id: "01936f2e-0000-7000-8000-000000000001",
  user_id: "01936f2e-0000-7000-8000-0000000000a1",
  if_version: null,
};

/** Locks the session and makes sure that it is this user's and unchanged for this client. */
export async function lockTarget({ tx }: RunContext, target: Target): Promise<SessionRead | Refusal> {
  const session = (await lockSessions(tx, [target.session_id])).get(target.session_id);
  if (!session || session.userId !== target.user_id) return notFound("session");
  if (target.if_version === null || target.if_version === session.version) return session;
  return new Refusal("precondition-failed", `The session is at version ${session.version}, not ${target.if_version}.`);
}

/** The same, for changes that only a session that is alive allows. */
export async function lockLiveSession(context: RunContext, target: Target): Promise<SessionRead | Refusal> {
  const session = await lockTarget(context, target);
  if (session instanceof Refusal) return session;
  const status = sessionStatus(session, session.readAt);
  return status === "active" ? session : new Refusal("conflict", `The session is ${status}; only an active session allows this.`);
}

/** Ends a session that the caller has locked. */
export async function endLocked({ tx, now }: RunContext, { id }: SessionRead, end: Omit<SessionEnd, "id">): Promise<SessionRead> {
  const ended = await endSession(tx, { id, ...end }, now);
  if (!ended) throw new Error(`session ${id} was locked but did not end`);
  return ended;
}

const ENDED_AS: Record<SessionEnd["status"], AuditAction> = { expired: "session.expired", revoked: "session.revoked" };

/** The audit fact of a session that has ended. */
export const endOf = (session: SessionRead): AuditFact => ({
  action: ENDED_AS[session.status as SessionEnd["status"]],
  subject: `session:${session.id}`,
  userId: session.userId,
  detail: { reason: session.endReason, consent_id: session.consentId },
});
