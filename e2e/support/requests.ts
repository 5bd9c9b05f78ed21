import { SEED } from "@assent/db";

export const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** A body of POST /sessions that is allowed, unless changed. */
export const newSession = (changes: Record<string, unknown> = {}) => ({
  user_id: SEED.valid.userId,
  consent_id: SEED.valid.consentId,
  sportsbook: "test_sportsbook",
  session_data: "a-token-from-the-sportsbook",
  expires_at: inHours(1),
  ...changes,
});

export const newConsent = (changes: Record<string, unknown> = {}) => ({
  user_id: SEED.valid.userId,
  purpose: "account_session",
  document_version: "2026-11",
  ...changes,
});
