import { findSession, renewSession, shareConsents } from "@assent/db";
import { consentRefused, invalidField, judgeConsent, notFound, Refusal, sessionView, timestamp, viewSession } from "@assent/domain";
import { z } from "zod";
import { defineJob, each, STANDARD } from "../kind.ts";
import { EXAMPLE_TARGET, lockLiveSession, sessionTarget } from "./session-change.ts";
import { withdrawalsAmong } from "./withdrawals.ts";

export const sessionRenew = defineJob({
  name: "session.renew",
  payload: z.strictObject({ ...sessionTarget, expires_at: timestamp }),
  result: z.object({ session: sessionView }),
  policy: STANDARD,
  example: { ...EXAMPLE_TARGET, expires_at: "2096-06-01T00:00:00.000Z" },
  audit: { action: "session.renewed", subject: ({ session_id }) => `session:${session_id}` },

  run: each(async (context, { payload }) => {
    const { tx } = context;
    const until = new Date(payload.expires_at);
    const seen = await findSession(tx, payload.session_id);
    if (!seen || seen.userId !== payload.user_id) return notFound("session");
    const consent = { consent_id: seen.consentId, user_id: seen.userId };
    if ((await withdrawalsAmong(tx, [consent]))(consent)) return consentRefused(["consent_withdrawn"]);
    const consents = await shareConsents(tx, [seen.consentId]);
    const live = await lockLiveSession(context, payload);
    if (live instanceof Refusal) return live;
    if (until <= live.readAt) return invalidField("expires_at", "must lie in the future");

    const use = { userId: live.userId, sportsbook: live.sportsbook, until };
    const reasons = judgeConsent(consents.get(live.consentId), use, live.readAt);
    if (reasons.length > 0) return consentRefused(reasons);

    const renewed = await renewSession(tx, live.id, until);
    const detail = { consent_id: live.consentId, from: live.expiresAt.toISOString(), to: payload.expires_at };
    const audit = { action: "session.renewed" as const, subject: `session:${live.id}`, userId: live.userId, detail };
    return { result: { session: viewSession(renewed, renewed.readAt) }, audit: [audit] };
  }),
});
