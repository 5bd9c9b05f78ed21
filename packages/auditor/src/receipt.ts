/** A consent's receipt: what was consented to, and the proof that it is in the audit log. A public key is all that it takes to check it. */
import { encodeLeaf, hashEvidence } from "@assent/domain";
import { leafHash, parseCheckpoint, type Verifier, verifyInclusion, verifyNote } from "@assent/ledger";
import { bodyOf } from "./integrity.ts";
import type { RowBody } from "./items.ts";

export interface Receipt {
  format: "assent-receipt/1";
  consent: {
    id: string;
    user_id: string;
    purpose: string;
    document_version: string;
    sportsbooks: string[] | null;
    expires_at: string | null;
    evidence: Record<string, unknown> | null;
    /** Null when the evidence was erased. */
    evidence_salt: string | null;
  };
  /** The audit row of the grant, as it is sealed. Bytes are base64. */
  leaf: { index: number; id: string; at_us: number; txid: string; mac_key: string; mac: string; body: string };
  proof: string[];
  /** A signed note. */
  checkpoint: string;
}

export interface Receipted {
  grantedAt: Date;
  /** Whose log it is in, and how large that was. */
  origin: string;
  size: number;
  /** Of evidence that was erased nothing can be said. */
  evidence: "proven" | "erased";
}

/** @throws Error that says what is wrong with the receipt */
export function verifyReceipt(receipt: Receipt, verifiers: Verifier[]): Receipted {
  if (receipt?.format !== "assent-receipt/1") throw new Error("this is no receipt of a format that is known");
  const { consent, leaf } = receipt;
  const { origin, size } = expectInTree(receipt, verifiers);
  const told = bodyOf(leaf.body);
  if (told?.id !== leaf.id || told.action !== "consent.granted" || told.outcome !== "ok")
    throw new Error("the row that is proven is not that of a consent's grant");
  expectSame(consent, told);
  return { grantedAt: new Date(leaf.at_us / 1_000), origin, size, evidence: judgeEvidence(consent, told.detail) };
}

function expectInTree({ leaf, proof, checkpoint }: Receipt, verifiers: Verifier[]) {
  const signed = parseCheckpoint(verifyNote(Buffer.from(checkpoint), verifiers)?.text ?? "");
  if (!signed) throw new Error("the checkpoint is not signed with this key");
  const { id, at_us: atUs, txid, mac_key: macKey, body } = leaf;
  const hash = leafHash(encodeLeaf({ id, atUs, txid, macKey, mac: Buffer.from(leaf.mac, "base64"), body }));
  const path = proof.map((one) => Buffer.from(one, "base64"));
  if (!verifyInclusion(leaf.index, signed.size, hash, path, signed.root)) throw new Error("the row is not in the log that was signed");
  return signed;
}

function expectSame(consent: Receipt["consent"], { subject, user_id, detail }: RowBody) {
  const expires = detail["expires_at"];
  const expires_at = typeof expires === "string" ? new Date(expires).toISOString() : null;
  const told = { ...detail, id: subject.replace(/^consent:/, ""), user_id, expires_at };
  for (const field of ["id", "user_id", "purpose", "document_version", "sportsbooks", "expires_at"] as const)
    if (JSON.stringify(consent[field]) !== JSON.stringify(told[field as keyof typeof told]))
      throw new Error(`the log tells another ${field} of this consent`);
}

function judgeEvidence({ evidence, evidence_salt }: Receipt["consent"], { evidence_sha256 }: RowBody["detail"]): Receipted["evidence"] {
  if (evidence_salt === null && evidence !== null) throw new Error("the evidence has no salt, and nothing proves it");
  if (evidence_salt === null) return "erased";
  if (hashEvidence(evidence, evidence_salt) !== evidence_sha256) throw new Error("the evidence is not that of which the log has the hash");
  return "proven";
}
