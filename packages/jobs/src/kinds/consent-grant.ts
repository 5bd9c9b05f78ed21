import { insertConsents, type NewConsent, shareUser } from "@assent/db";
import { consentTerms, consentView, hashEvidence, id, invalidField, newEvidenceSalt, timestamp, viewConsent } from "@assent/domain";
import { z } from "zod";
import { defineJob, each, STANDARD } from "../kind.ts";

const payload = z.strictObject({ consent_id: id, user_id: id, ...consentTerms, expires_at: timestamp.nullable() });

export const consentGrant = defineJob({
  name: "consent.grant",
  payload,
  result: z.object({ consent: consentView }),
  policy: { ...STANDARD, batch: 50 },
  example: {
    consent_id: "01936f2e-0000-7000-8000-0000000000c2",
    user_id: "01936f2e-0000-7000-8000-0000000000a1",
    purpose: "account_session",
    document_version: "2026-11",
    sportsbooks: ["test_sportsbook"],
    expires_at: "2096-01-01T00:00:00.000Z",
    evidence: { channel: "web", ip_country: "DE" },
  },
  audit: { action: "consent.granted", subject: ({ consent_id }) => `consent:${consent_id}` },

  run: each(async ({ tx, now }, { payload }) => {
    const { consent_id, user_id, document_version, ...terms } = payload;
    const expiresAt = payload.expires_at === null ? null : new Date(payload.expires_at);
    if (expiresAt && expiresAt <= now) return invalidField("expires_at", "must lie in the future");
    const evidenceSalt = newEvidenceSalt();
    const evidence_sha256 = hashEvidence(terms.evidence, evidenceSalt);
    const consent: NewConsent = {
      ...terms,
      id: consent_id,
      userId: user_id,
      documentVersion: document_version,
      grantedAt: now,
      expiresAt,
      evidenceSalt,
    };
    /** Sent together: an erasure of the user that is under way is waited for, and a later one finds this consent. */
    const [, [granted]] = await Promise.all([shareUser(tx, user_id), insertConsents(tx, [consent])]);
    if (!granted) throw new Error(`consent ${consent_id} was not inserted`);
    const detail = {
      purpose: terms.purpose,
      document_version,
      sportsbooks: terms.sportsbooks,
      expires_at: terms.expires_at,
      evidence_sha256,
    };
    const audit = { action: "consent.granted" as const, subject: `consent:${consent_id}`, userId: user_id, detail };
    return { result: { consent: viewConsent(granted, now) }, audit: [audit] };
  }),
});
