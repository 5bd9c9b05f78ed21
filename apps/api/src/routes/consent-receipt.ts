import { type ConsentRow, type Db, findGrant, findLeaf, latestCheckpoint } from "@assent/db";
import { consentTerms, id, timestamp, viewOf } from "@assent/domain";
import { proveInclusion } from "@assent/jobs";
import { type MacKeys, parseMacKeys } from "@assent/vault";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { HttpProblem } from "../problems.ts";
import { idParams } from "../schemas.ts";
import { viewLeaf } from "./audit-proofs.ts";
import { findOwnConsent } from "./consents.ts";

const receipted = z.object({
  ...{ id, user_id: id, ...consentTerms, expires_at: timestamp.nullable() },
  evidence_salt: z.string().nullable().describe("of the hash of the evidence; null when the evidence was erased"),
});

const receipt = z.object({
  format: z.literal("assent-receipt/1"),
  consent: receipted,
  leaf: z
    .object({ index: z.int(), id, at_us: z.int(), txid: z.string(), mac_key: z.string(), mac: z.base64(), body: z.string() })
    .describe("the audit row of the grant, as it is sealed"),
  proof: z.array(z.base64()).describe("that the row is in the log"),
  checkpoint: z.string().describe("a signed note (C2SP) with the root of the log"),
});

export function consentReceiptRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "readConsentReceipt",
    tags: ["consents"],
    summary: "Get a receipt of a consent, which proves it to whoever has the log's public key",
    access: { scope: "consents:read", owner: "object" },
    params: idParams,
    response: { 200: receipt },
    problems: ["conflict", "data-integrity"],
  });
  app.get("/consents/:id/receipt", { config: { budget: "searches" }, schema }, async (request) => {
    const consent = await findOwnConsent(context, request);
    return context.read((db) => receiptOf(db, consent, parseMacKeys(context.env.AUDIT_KEY)));
  });
}

async function receiptOf(db: Db, consent: ConsentRow, keys: MacKeys) {
  const grant = await findGrant(db, consent.id);
  if (!grant) throw new HttpProblem("conflict", "This consent is older than the sealed audit log: there is no receipt of it.");
  const [sealed, checkpoint] = [await findLeaf(db, grant), await latestCheckpoint(db)];
  if (!sealed?.record || !checkpoint)
    throw new HttpProblem("conflict", "The grant is not sealed yet; it is within seconds.", {}, { "retry-after": "1" });
  const { body, macKey: keyId, mac } = sealed.record;
  if (keys.verify(body, { keyId, mac }) !== true)
    throw new HttpProblem("data-integrity", "The audit row of this grant was not written by this deployment, or under a key that is gone.");
  const proof = await proveInclusion(db, sealed.index, checkpoint.size);
  const { hash: _hash, ...leaf } = viewLeaf(sealed.index, sealed.record);
  return {
    format: "assent-receipt/1" as const,
    consent: viewOf(receipted, consent),
    ...{ leaf, proof: proof.map((one) => one.toString("base64")), checkpoint: checkpoint.note },
  };
}
