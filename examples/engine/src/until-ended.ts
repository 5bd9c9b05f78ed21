import { setTimeout as pause } from "node:timers/promises";
import type { Assent, Session } from "@assent/client";

/** Together less than the second within which a withdrawal must have been heard of. */
const ASK_EVERY_MS = 200;
const ANSWER_WITHIN_MS = 700;

const UNKNOWN = { status: "revoked", end_reason: "Assent has not answered, so nobody knows" } as const;

/**
 * Resolves when a session's token must not be used any more: the session has ended, as it does when its consent is withdrawn, or
 * Assent does not say in time that it has not. It asks; to be told instead, by a feed of events, only this file changes.
 */
export async function untilEnded(assent: Assent, id: string): Promise<Pick<Session, "status" | "end_reason">> {
  for (;;) {
    const session = await assent.sessions.get(id, { deadlineMs: ANSWER_WITHIN_MS }).catch(() => UNKNOWN);
    if (session.status !== "active") return session;
    await pause(ASK_EVERY_MS);
  }
}
