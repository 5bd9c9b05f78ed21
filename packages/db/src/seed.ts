/** Development data: three users whose consents are valid, expired and withdrawn. Running it twice changes nothing. */
import { type AuditEntry, hashEvidence, hashReason, newEvidenceSalt, SESSION_PURPOSE } from "@assent/domain";
import { sql } from "drizzle-orm";
import type { Db } from "./connect.ts";
import { appendAudit } from "./queries/audit-logs.ts";
import { type ConsentRow, userConsents } from "./schema/index.ts";

export const SEED = {
  valid: { userId: "0192a000-0000-7000-8000-00000000000a", consentId: "0192a000-0000-7000-8000-0000000000ca" },
  expired: { userId: "0192a000-0000-7000-8000-00000000000b", consentId: "0192a000-0000-7000-8000-0000000000cb" },
  withdrawn: { userId: "0192a000-0000-7000-8000-00000000000c", consentId: "0192a000-0000-7000-8000-0000000000cc" },
};

export async function seedDevelopmentData(db: Db): Promise<void> {
  const inDays = (days: number) => sql`clock_timestamp() + ${days} * interval '1 day'`;
  const common = { purpose: SESSION_PURPOSE, documentVersion: "2026-11", evidence: { channel: "seed" } };
  const rows = [
    { ...SEED.valid, grantedAt: inDays(-1), expiresAt: inDays(3650), withdrawnAt: null, withdrawalReason: null },
    { ...SEED.expired, grantedAt: inDays(-60), expiresAt: inDays(-30), expiredAt: inDays(-30), withdrawnAt: null, withdrawalReason: null },
    { ...SEED.withdrawn, grantedAt: inDays(-60), expiresAt: inDays(3650), withdrawnAt: inDays(-30), withdrawalReason: "asked by the user" },
  ];
  const consents = rows.map(({ consentId, ...row }) => ({ ...common, ...row, id: consentId, evidenceSalt: newEvidenceSalt() }));
  await db.transaction(async (tx) => {
    const added = await tx.insert(userConsents).values(consents).onConflictDoNothing().returning();
    await appendAudit(tx, [...added.map(grantOf), ...added.filter(({ withdrawnAt }) => withdrawnAt).map(withdrawalOf)]);
  });
}

const factOf = ({ id, userId }: ConsentRow) => ({ actor: "system:seed", subject: `consent:${id}`, outcome: "ok" as const, userId });

function grantOf(consent: ConsentRow): AuditEntry {
  const { purpose, documentVersion: document_version, sportsbooks, expiresAt, evidence, evidenceSalt } = consent;
  const evidence_sha256 = hashEvidence(evidence, evidenceSalt ?? "");
  const detail = { purpose, document_version, sportsbooks, expires_at: expiresAt?.toISOString() ?? null, evidence_sha256 };
  return { ...factOf(consent), action: "consent.granted", detail };
}

const withdrawalOf = (consent: ConsentRow): AuditEntry => ({
  ...factOf(consent),
  action: "consent.withdrawn",
  detail: { reason_sha256: hashReason(consent.withdrawalReason, consent.evidenceSalt), sessions_ended: 0 },
});
