import { databaseTime, endSessions, lockConsents, lockSessionsUnder } from "@assent/db";
import { id, judgeConsent, notFound } from "@assent/domain";
import { z } from "zod";
import { defineJob, each, STANDARD } from "../kind.ts";
import { endOf } from "./session-change.ts";

export const consentCheck = defineJob({
  name: "consent.check",
  payload: z.strictObject({ consent_id: id, user_id: id }),
  result: z.object({ valid: z.boolean(), reasons: z.array(z.string()), sessions_ended: z.int() }),
  policy: { ...STANDARD, timeoutMs: 10_000 },
  example: { consent_id: "01936f2e-0000-7000-8000-0000000000c1", user_id: "01936f2e-0000-7000-8000-0000000000a1" },
  audit: { action: "consent.checked", subject: ({ consent_id }) => `consent:${consent_id}` },

  run: each(async ({ tx }, { payload }) => {
    const consent = (await lockConsents(tx, [payload.consent_id], "update")).get(payload.consent_id);
    if (!consent || consent.userId !== payload.user_id) return notFound("consent");

    const now = await databaseTime(tx);
    const reasons = judgeConsent(consent, { userId: consent.userId }, now);
    const valid = reasons.length === 0;
    const alive = valid ? [] : await lockSessionsUnder(tx, [consent.id]);
    const ended = await endSessions(
      tx,
      alive.map(({ id }) => ({ id, status: "revoked", reason: reasons.join(", ") })),
      now,
    );

    const result = { valid, reasons, sessions_ended: ended.length };
    const fact = { action: "consent.checked" as const, subject: `consent:${consent.id}`, userId: consent.userId, detail: result };
    return { result, audit: [fact, ...ended.map(endOf)] };
  }),
});
