/** The rules that every peer applies, and what it writes down. */
import { type Consent, judgeConsent } from "@assent/domain";
import type { SessionJob } from "./peer.ts";

/** @throws Error when the consent does not hold: in a benchmark all of them do. */
export function judge(consent: Consent | undefined, job: SessionJob, now: Date): void {
  const until = new Date(job.expires_at);
  const reasons = judgeConsent(consent, { userId: job.user_id, sportsbook: job.sportsbook, until }, now);
  if (reasons.length > 0) throw new Error(reasons.join(", "));
}

export const resultOf = (job: SessionJob, now: Date) => ({
  session: {
    ...{ id: job.session_id, user_id: job.user_id, consent_id: job.consent_id, sportsbook: job.sportsbook },
    ...{ status: "active", paper_trading: true, version: 1, ended_at: null, end_reason: null },
    ...{ created_at: now.toISOString(), updated_at: now.toISOString(), expires_at: job.expires_at },
  },
});

export const detailOf = ({ consent_id, sportsbook, expires_at }: SessionJob) => ({ consent_id, sportsbook, expires_at });
