/** An export from the database: what the auditor's package reads. */

import type { AuditExport, ExportedRow, Item } from "@assent/auditor";
import type { AuditSnapshot, SnapshotConsent, SnapshotRow } from "@assent/db";
import { hashEvidence, hashReason } from "@assent/domain";

export async function* exportOf(snapshot: AuditSnapshot): AuditExport {
  let items = 0;
  for await (const item of contentsOf(snapshot)) {
    items++;
    yield item;
  }
  yield { kind: "end", items };
}

async function* contentsOf(snapshot: AuditSnapshot): AsyncIterable<Item> {
  yield { kind: "begin", format: "assent-audit/1", exported_at: new Date().toISOString() };
  for (const { root, ...told } of await snapshot.checkpoints()) yield { kind: "checkpoint", ...told, root: root.toString("hex") };
  for (const { level, nodeIndex: index, hash } of await snapshot.nodes()) yield { kind: "node", level, index, hash: hash.toString("hex") };
  for await (const row of snapshot.rows()) yield rowItem(row);
  for await (const consent of snapshot.consents()) yield consentItem(consent);
  for await (const { expires_at, ...session } of snapshot.sessions()) yield { kind: "session", ...session, expires_at: timeOf(expires_at) };
}

function consentItem({ evidence, evidence_salt, withdrawal_reason, expires_at, ...consent }: SnapshotConsent): Item {
  const evidence_sha256 = evidence_salt === null ? undefined : hashEvidence(evidence, evidence_salt);
  const reason_sha256 = hashReason(withdrawal_reason, evidence_salt);
  const erased = evidence === null && evidence_salt === null && withdrawal_reason === null;
  return { kind: "consent", ...consent, evidence_sha256, reason_sha256, erased, expires_at: expires_at && timeOf(expires_at) };
}

/** As it comes from a statement that Drizzle does not map: text or a date. */
const timeOf = (time: Date | string) => new Date(time).toISOString();

const rowItem = ({ id, leaf_index, hash, ...row }: SnapshotRow): Item => ({
  ...{ kind: "row", id },
  leaf: leaf_index === null || hash === null ? null : { index: Number(leaf_index), hash: hash.toString("hex") },
  row: row.copies && exportedRow(row),
});

const exportedRow = ({ at_us, txid, body, mac_key, mac, copies }: Omit<SnapshotRow, "id" | "leaf_index" | "hash">): ExportedRow => ({
  ...{ at_us: Number(at_us), txid, body, mac_key, mac: mac?.toString("hex") ?? null },
  copies: copies as unknown as ExportedRow["copies"],
});
