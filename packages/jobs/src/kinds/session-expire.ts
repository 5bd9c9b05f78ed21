import { endSessions, lockDueSessions } from "@assent/db";
import { Refusal, sessionView } from "@assent/domain";
import { z } from "zod";
import { defineJob, each, type RunContext, STANDARD } from "../kind.ts";
import { endLocked, endOf, lockLiveSession, sessionTarget } from "./session-change.ts";

/** The most sessions one job expires; if there are more, maintenance enqueues another within a second. */
const MOST_AT_ONCE = 5_000;

/** Either one session, at its owner's wish, or all that is due. */
const payload = z.discriminatedUnion("scope", [
  z.strictObject({ scope: z.literal("one"), ...sessionTarget }),
  z.strictObject({ scope: z.literal("due") }),
]);

const result = z.union([z.object({ session: sessionView }), z.object({ sessions_expired: z.int(), more: z.boolean() })]);

export const sessionExpire = defineJob({
  name: "session.expire",
  payload,
  result,
  policy: { ...STANDARD, timeoutMs: 10_000 },
  example: { scope: "due" },
  audit: {
    action: "session.expired",
    subject: (payload) => (payload.scope === "one" ? `session:${payload.session_id}` : "sessions:due"),
  },
  run: each<z.infer<typeof payload>, z.infer<typeof result>>(async (context, { payload }) => {
    if (payload.scope === "due") return expireDue(context);
    const session = await lockLiveSession(context, payload);
    if (session instanceof Refusal) return session;
    return endLocked(context, session, { status: "expired", reason: "expired on request" });
  }),
});

async function expireDue({ tx, now }: RunContext) {
  const due = await lockDueSessions(tx, MOST_AT_ONCE);
  const ends = due.map(({ id }) => ({ id, status: "expired" as const, reason: "reached expires_at" }));
  const ended = await endSessions(tx, ends, now);
  return { result: { sessions_expired: ended.length, more: due.length === MOST_AT_ONCE }, audit: ended.map(endOf) };
}
