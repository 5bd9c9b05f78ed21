import { z } from "zod";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
import { details, slug, text } from "./text.ts";
import { timestamp } from "./time.ts";
import { viewOf } from "./view.ts";

/** The purpose a consent must have for a session to exist under it. */
export const SESSION_PURPOSE = "account_session";

export const CONSENT_STATUSES = ["valid", "expired", "withdrawn"] as const;
export type ConsentStatus = (typeof CONSENT_STATUSES)[number];

/** A consent's row, as the rules see it. `sportsbooks: null` covers all of them. */
export interface Consent {
  id: string;
  userId: string;
  purpose: string;
  sportsbooks: string[] | null;
  documentVersion: string;
  grantedAt: Date;
  expiresAt: Date | null;
  withdrawnAt: Date | null;
  withdrawalReason: string | null;
  evidence: Record<string, unknown> | null;
}

/** As much of a consent as decides what it allows. */
export type ConsentTerms = Pick<Consent, "userId" | "purpose" | "sportsbooks" | "expiresAt" | "withdrawnAt">;

export const consentTerms = {
  purpose: slug,
  document_version: text(64),
  sportsbooks: z.array(slug).min(1).max(100).nullable(),
  evidence: details.nullable(),
};

export const consentView = z.object({
  id,
  user_id: id,
  ...consentTerms,
  status: z.enum(CONSENT_STATUSES),
  granted_at: timestamp,
  expires_at: timestamp.nullable(),
  withdrawn_at: timestamp.nullable(),
  withdrawal_reason: z.string().nullable(),
});
name("Consent", consentView, {
  id: EXAMPLE.consent,
  user_id: EXAMPLE.user,
  purpose: SESSION_PURPOSE,
  document_version: "2026-11",
  sportsbooks: ["test_sportsbook"],
  evidence: { form: "signup", locale: "en-GB" },
  status: "valid",
  granted_at: EXAMPLE.at,
  expires_at: null,
  withdrawn_at: null,
  withdrawal_reason: null,
});
export type ConsentView = z.infer<typeof consentView>;

export function consentStatus(consent: Consent, now: Date): ConsentStatus {
  if (consent.withdrawnAt) return "withdrawn";
  return consent.expiresAt && consent.expiresAt <= now ? "expired" : "valid";
}

export const viewConsent = (consent: Consent, now: Date): ConsentView =>
  viewOf(consentView, { ...consent, status: consentStatus(consent, now) });
