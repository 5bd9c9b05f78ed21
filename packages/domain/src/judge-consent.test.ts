import { describe, expect, it } from "vitest";
import type { Consent } from "./consent.ts";
import { judgeConsent } from "./judge-consent.ts";

const now = new Date("2026-11-22T12:00:00.000Z");
const later = (ms: number) => new Date(now.getTime() + ms);

const consent = (changes: Partial<Consent> = {}): Consent => ({
  id: "c",
  userId: "u",
  purpose: "account_session",
  sportsbooks: ["acme"],
  documentVersion: "1",
  grantedAt: later(-1_000),
  expiresAt: later(1_000),
  withdrawnAt: null,
  withdrawalReason: null,
  evidence: null,
  ...changes,
});
const use = { userId: "u", sportsbook: "acme", until: later(1_000) };

describe("judgeConsent", () => {
  it("allows a session that ends with its consent", () => {
    expect(judgeConsent(consent(), use, now)).toEqual([]);
  });

  it.each([
    ["none", undefined, ["consent_not_found"]],
    ["of another user, whatever else is wrong", consent({ userId: "x", withdrawnAt: now }), ["consent_not_found"]],
    ["withdrawn", consent({ withdrawnAt: now }), ["consent_withdrawn"]],
    ["expired in this very millisecond", consent({ expiresAt: now }), ["consent_expired"]],
    ["for another purpose", consent({ purpose: "marketing" }), ["purpose_not_covered"]],
    ["for another sportsbook", consent({ sportsbooks: ["other"] }), ["sportsbook_not_covered"]],
    ["for no sportsbook at all", consent({ sportsbooks: [] }), ["sportsbook_not_covered"]],
    ["shorter than the session", consent({ expiresAt: later(999) }), ["outlives_consent"]],
    ["withdrawn and expired", consent({ withdrawnAt: now, expiresAt: now }), ["consent_withdrawn", "consent_expired"]],
  ])("refuses under a consent %s", (_, given, reasons) => {
    expect(judgeConsent(given, use, now)).toEqual(reasons);
  });

  it("reads no list of sportsbooks as all, and no expiry as never", () => {
    expect(judgeConsent(consent({ sportsbooks: null, expiresAt: null }), use, now)).toEqual([]);
  });
});
