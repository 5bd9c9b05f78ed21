import { type ConsentTerms, SESSION_PURPOSE } from "./consent.ts";

export const CONSENT_REASONS = {
  consent_not_found: "no such consent of this user",
  consent_withdrawn: "the consent was withdrawn",
  consent_expired: "the consent has expired",
  purpose_not_covered: `the consent's purpose is not "${SESSION_PURPOSE}"`,
  sportsbook_not_covered: "the consent does not cover this sportsbook",
  outlives_consent: "expires_at lies past the consent's own expires_at",
} as const;
export type ConsentReason = keyof typeof CONSENT_REASONS;

/** What a session wants to do under a consent. */
export interface ConsentUse {
  userId: string;
  sportsbook?: string;
  until?: Date;
}

/**
 * Whether a consent allows a use, at PostgreSQL's time `now`.
 *
 * @returns every reason against it; empty when it is allowed. A consent of another user reads as not found.
 */
export function judgeConsent(consent: ConsentTerms | undefined, use: ConsentUse, now: Date): ConsentReason[] {
  if (!consent || consent.userId !== use.userId) return ["consent_not_found"];
  const against: Record<Exclude<ConsentReason, "consent_not_found">, boolean> = {
    consent_withdrawn: consent.withdrawnAt !== null,
    consent_expired: consent.expiresAt !== null && consent.expiresAt <= now,
    purpose_not_covered: consent.purpose !== SESSION_PURPOSE,
    sportsbook_not_covered: use.sportsbook !== undefined && !covers(consent, use.sportsbook),
    outlives_consent: use.until !== undefined && consent.expiresAt !== null && consent.expiresAt > now && use.until > consent.expiresAt,
  };
  return (Object.keys(against) as (keyof typeof against)[]).filter((reason) => against[reason]);
}

const covers = (consent: ConsentTerms, sportsbook: string) => consent.sportsbooks?.includes(sportsbook) ?? true;
