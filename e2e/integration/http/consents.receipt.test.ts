import { type Receipt, verifyReceipt } from "@assent/auditor";
import { SEED } from "@assent/db";
import { newSigningKey, signerOf, verifierOf } from "@assent/ledger";
import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { inHours, newConsent } from "../../support/requests.ts";
import { SECRETS, startSystem } from "../../support/system.ts";

describe("GET /consents/{id}/receipt", async () => {
  const { client, database } = await startSystem();
  const verifiers = [verifierOf(signerOf("assent", SECRETS.AUDIT_SIGNING_KEY).verifier)];

  const grant = async () => {
    const terms = { expires_at: inHours(24), sportsbooks: ["acme", "other"], evidence: { channel: "web", page: 7 } };
    return (await client.post("/consents", newConsent(terms))).body.consent.id as string;
  };
  const receiptOf = (id: string): Promise<Receipt> =>
    until(
      `consent ${id} has a receipt`,
      async () => {
        const { status, body } = await client.get(`/consents/${id}/receipt`);
        return status === 200 && body;
      },
      60_000,
    );
  const receipt = await receiptOf(await grant());

  it("is proven by the log's public key, and nothing else", () => {
    expect(verifyReceipt(receipt, verifiers)).toMatchObject({ origin: "assent", evidence: "proven" });
    expect(receipt.consent).toMatchObject({ user_id: SEED.valid.userId, sportsbooks: ["acme", "other"], evidence: { page: 7 } });
    const others = [verifierOf(signerOf("assent", newSigningKey()).verifier)];
    expect(() => verifyReceipt(receipt, others)).toThrow("not signed with this key");
  });

  it.each<[string, (changed: Receipt) => void]>([
    ["the user", ({ consent }) => Object.assign(consent, { user_id: SEED.expired.userId })],
    ["the consent", ({ consent }) => Object.assign(consent, { id: SEED.valid.consentId })],
    ["the purpose", ({ consent }) => Object.assign(consent, { purpose: "marketing" })],
    ["the document", ({ consent }) => Object.assign(consent, { document_version: "2027-01" })],
    ["the sportsbooks", ({ consent }) => Object.assign(consent, { sportsbooks: null })],
    ["the end", ({ consent }) => Object.assign(consent, { expires_at: inHours(48) })],
    ["the evidence", ({ consent }) => Object.assign(consent, { evidence: { channel: "web", page: 8 } })],
    ["the salt", ({ consent }) => Object.assign(consent, { evidence_salt: "x" })],
    ["the row", ({ leaf }) => Object.assign(leaf, { body: leaf.body.replace("2026-11", "2027-01") })],
    ["its time", ({ leaf }) => Object.assign(leaf, { at_us: leaf.at_us - 1 })],
    ["its place", ({ leaf }) => Object.assign(leaf, { index: leaf.index + 1 })],
    ["the proof", ({ proof }) => void proof.pop()],
    ["the checkpoint", (changed) => Object.assign(changed, { checkpoint: changed.checkpoint.replace(/\n\d+\n/, "\n9999999\n") })],
  ])("does not prove another thing: %s", (_, change) => {
    const changed = structuredClone(receipt);
    change(changed);
    expect(() => verifyReceipt(changed, verifiers)).toThrow();
  });

  it("does not need the evidence, once that is erased", () => {
    const erased = structuredClone(receipt);
    Object.assign(erased.consent, { evidence: null, evidence_salt: null });
    expect(verifyReceipt(erased, verifiers)).toMatchObject({ evidence: "erased" });
  });

  it("is not there for a consent that is older than the sealed log, nor for somebody else's", async () => {
    await database.client`insert into user_consents (id, user_id, purpose, document_version)
      values ('0192a000-0000-7000-8000-0000000000ff', ${SEED.valid.userId}, 'account_session', '1')`;
    expect(await client.get("/consents/0192a000-0000-7000-8000-0000000000ff/receipt")).toMatchObject({ status: 409 });
    expect(await client.get("/consents/0192a000-0000-7000-8000-0000000000fe/receipt")).toMatchObject({ status: 404 });
  });
});
