import { endSessionsUnder, lockConsents } from "@assent/db";
import { id, judgeConsent, notFound } from "@assent/domain";
import { z } from "zod";
import { ALL_SESSIONS, defineJob, each } from "../kind.ts";

export const consentCheck = defineJob({
  name: "consent.check",
  payload: z.strictObject({ consent_id: id, user_id: id }),
  result: z.object({ valid: z.boolean(), reasons: z.array(z.string()), sessions_ended: z.int() }),
  policy: ALL_SESSIONS,
  example: { consent_id: "01936f2e-0000-7000-8000-0000000000c1", user_id: "01936f2e-0000-7000-8000-0000000000a1" },
  audit: { action: "consent.checked", subject: ({ consent_id }) => `consent:${consent_id}` },

  run: each(async ({ tx }, { payload, origin }) => {
    const consent = (await lockConsents(tx, [payload.consent_id])).get(payload.consent_id);
    if (!consent || consent.userId !== payload.user_id) return notFound("consent");

    const now = consent.readAt;
    const reasons = judgeConsent(consent, { userId: consent.userId }, now);
    const valid = reasons.length === 0;
    const ended = valid ? 0 : await endSessionsUnder(tx, [consent.id], reasons.join(", "), now, origin);

    const result = { valid, reasons, sessions_ended: ended };
    const fact = { action: "consent.checked" as const, subject: `consent:${consent.id}`, userId: consent.userId, detail: result };
    return { result, audit: [fact] };
  }),
});
