import { lockConsents } from "@assent/db";
import { type ConsentView, consentView, id, notFound, viewConsent } from "@assent/domain";
import { z } from "zod";
import { ALL_SESSIONS, defineJob, each } from "../kind.ts";
import { withdrawLocked } from "./withdrawing.ts";

export const consentWithdraw = defineJob({
  name: "consent.withdraw",
  payload: z.strictObject({ consent_id: id, user_id: id, reason: z.string().max(500).nullable() }),
  result: z.object({ consent: consentView, sessions_ended: z.int() }),
  policy: { ...ALL_SESSIONS, inline: true, cancelledByNameOnly: true },
  example: {
    consent_id: "01936f2e-0000-7000-8000-0000000000c1",
    user_id: "01936f2e-0000-7000-8000-0000000000a1",
    reason: "asked by the user",
  },
  audit: { action: "consent.withdrawn", subject: ({ consent_id }) => `consent:${consent_id}` },

  run: each(async ({ tx }, { payload, origin }) => {
    const consent = (await lockConsents(tx, [payload.consent_id])).get(payload.consent_id);
    if (!consent || consent.userId !== payload.user_id) return notFound("consent");
    const now = consent.readAt;
    if (consent.withdrawnAt) return repeated(viewConsent(consent, now));

    const { sessionsEnded, audit } = await withdrawLocked({ tx }, consent, payload.reason, origin);
    const withdrawn = { ...consent, withdrawnAt: now, withdrawalReason: payload.reason };
    return { result: { consent: viewConsent(withdrawn, now), sessions_ended: sessionsEnded }, audit: [audit] };
  }),
});

/** Asking twice is no error: a client that lost the first answer may ask again. */
function repeated(consent: ConsentView) {
  const fact = {
    action: "consent.withdrawn" as const,
    subject: `consent:${consent.id}`,
    userId: consent.user_id,
    detail: { repeated: true },
  };
  return { result: { consent, sessions_ended: 0 }, audit: [fact] };
}
