import { insertSessionsOf, shareConsents, type TermsRead } from "@assent/db";
import { consentRefused, id, invalidField, judgeConsent, Refusal, type SessionView, sessionView, slug, timestamp } from "@assent/domain";
import { z } from "zod";
import { defineJob, STANDARD } from "../kind.ts";
import { withdrawalsAmong } from "./withdrawals.ts";

const payload = z.strictObject({
  session_id: id,
  user_id: id,
  consent_id: id,
  sportsbook: slug,
  session_data: z
    .strictObject({ key_id: z.string(), wrapped_key: z.base64().nullable().default(null), ciphertext: z.base64() })
    .describe("sealed by the API; no worker can open it"),
  paper_trading: z.boolean(),
  expires_at: timestamp,
});
type Payload = Omit<z.infer<typeof payload>, "session_data">;

export const sessionCreate = defineJob({
  name: "session.create",
  payload,
  result: z.object({ session: sessionView }),
  policy: { ...STANDARD, batch: 500 },
  secrets: ["session_data"],
  example: {
    session_id: "01936f2e-0000-7000-8000-000000000001",
    user_id: "01936f2e-0000-7000-8000-0000000000a1",
    consent_id: "01936f2e-0000-7000-8000-0000000000c1",
    sportsbook: "test_sportsbook",
    session_data: { key_id: "example", wrapped_key: "a2V5", ciphertext: "c2VhbGVk" },
    paper_trading: true,
    expires_at: "2096-01-01T00:00:00.000Z",
  },
  audit: { action: "session.created", subject: ({ session_id }) => `session:${session_id}` },

  async run({ tx, now: claimedAt }, jobs) {
    const isBeingWithdrawn = await withdrawalsAmong(
      tx,
      jobs.map(({ payload }) => payload),
    );
    const others = jobs.filter(({ payload }) => !isBeingWithdrawn(payload)).map(({ payload }) => payload.consent_id);
    const consents = await shareConsents(tx, [...new Set(others)]);
    const now = latest(claimedAt, consents.values());
    const outcomes = jobs.map(({ payload }) => {
      if (isBeingWithdrawn(payload)) return consentRefused(["consent_withdrawn"]);
      return judge(payload, now, consents.get(payload.consent_id)) ?? created(payload, now);
    });
    const allowed = jobs.filter((_, i) => !(outcomes[i] instanceof Refusal)).map(({ id }) => id);
    if (allowed.length > 0) await insertSessionsOf(tx, allowed, now);
    return outcomes;
  },
});

/** The time once every lock was held: what was valid at the claim may have expired while it waited. */
const latest = (claimedAt: Date, consents: Iterable<TermsRead>) =>
  new Date(Math.max(claimedAt.getTime(), ...[...consents].map(({ readAt }) => readAt.getTime())));

function judge({ user_id, sportsbook, expires_at }: Payload, now: Date, consent: Parameters<typeof judgeConsent>[0]) {
  const until = new Date(expires_at);
  if (until <= now) return invalidField("expires_at", "must lie in the future");
  const reasons = judgeConsent(consent, { userId: user_id, sportsbook, until }, now);
  return reasons.length > 0 ? consentRefused(reasons) : undefined;
}

function created(payload: Payload, now: Date) {
  const session: SessionView = {
    id: payload.session_id,
    user_id: payload.user_id,
    sportsbook: payload.sportsbook,
    status: "active",
    created_at: now.toISOString(),
    expires_at: payload.expires_at,
    consent_id: payload.consent_id,
    paper_trading: payload.paper_trading,
    ended_at: null,
    end_reason: null,
    version: 1,
    updated_at: now.toISOString(),
  };
  const { consent_id, sportsbook, expires_at, paper_trading } = payload;
  const detail = { consent_id, sportsbook, expires_at, paper_trading };
  const audit = { action: "session.created" as const, subject: `session:${session.id}`, userId: session.user_id, detail };
  return { result: { session }, audit: [audit] };
}
