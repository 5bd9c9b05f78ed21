/** What the kinds that change one session share. */
import { endSessions, lockSessions, type SessionEnd, type SessionRead } from "@assent/db";
import { type AuditAction, id, notFound, Refusal, type SessionView, sessionStatus, viewSession } from "@assent/domain";
import { z } from "zod";
import type { AuditFact, Outcome, RunContext } from "../kind.ts";

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

/** Locks the session and makes sure that it can be changed: it exists, it is unchanged for this client, it is alive. */
export async function lockLiveSession({ tx, now }: RunContext, target: Target): Promise<SessionRead | Refusal> {
  const session = (await lockSessions(tx, [target.session_id])).get(target.session_id);
  if (!session || session.userId !== target.user_id) return notFound("session");
  if (target.if_version !== null && target.if_version !== session.version) {
    return new Refusal("precondition-failed", `The session is at version ${session.version}, not ${target.if_version}.`);
  }
  const status = sessionStatus(session, now);
  return status === "active" ? session : new Refusal("conflict", `The session is ${status}; only an active session can be changed.`);
}

/** Ends one live session. */
export async function endSession(
  context: RunContext,
  target: Target,
  end: Omit<SessionEnd, "id">,
): Promise<Outcome<{ session: SessionView }>> {
  const live = await lockLiveSession(context, target);
  if (live instanceof Refusal) return live;
  const [ended] = await endSessions(context.tx, [{ id: live.id, ...end }], context.now);
  return { result: { session: viewSession(ended as SessionRead, context.now) }, audit: [endOf(ended as SessionRead)] };
}

const ENDED_AS: Record<string, AuditAction> = { expired: "session.expired", revoked: "session.revoked" };

/** The audit fact of a session that has ended. */
export const endOf = (session: SessionRead): AuditFact => ({
  action: ENDED_AS[session.status] as AuditAction,
  subject: `session:${session.id}`,
  userId: session.userId,
  detail: { reason: session.endReason, consent_id: session.consentId },
});
