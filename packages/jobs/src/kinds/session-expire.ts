import { expireDueSessions } from "@assent/db";
import { Refusal, sessionView, viewSession } from "@assent/domain";
import { z } from "zod";
import { type ClaimedJob, defineJob, each, type RunContext, STANDARD } from "../kind.ts";
import { endLocked, endOf, lockLiveSession, sessionTarget } from "./session-change.ts";

/** The most sessions one job expires; if there are more, maintenance enqueues another at once. */
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
  policy: { ...STANDARD, timeoutMs: 10_000, rare: true },
  example: { scope: "due" },
  audit: {
    action: "session.expired",
    subject: (payload) => (payload.scope === "one" ? `session:${payload.session_id}` : "sessions:due"),
  },
  run: each<z.infer<typeof payload>, z.infer<typeof result>>(async (context, job) => {
    const { payload } = job;
    if (payload.scope === "due") return expireDue(context, job);
    const session = await lockLiveSession(context, payload);
    if (session instanceof Refusal) return session;
    const ended = await endLocked(context, session, { status: "expired", reason: "expired on request" });
    return { result: { session: viewSession(ended, context.now) }, audit: [endOf(ended)] };
  }),
});

async function expireDue({ tx, now }: RunContext, { origin }: ClaimedJob<unknown>) {
  const expired = await expireDueSessions(tx, MOST_AT_ONCE, now, origin);
  return { result: { sessions_expired: expired, more: expired === MOST_AT_ONCE }, audit: [] };
}
