/** Withdrawing a consent, whoever asks for it: nothing lives on that needed it. */
import { type ConsentRead, dropSecretsUnder, endSessionsUnder, withdrawConsents } from "@assent/db";
import { type AuditOrigin, hashReason } from "@assent/domain";
import type { AuditFact, RunContext } from "../kind.ts";
import { sessionCreate } from "./session-create.ts";

export interface Withdrawn {
  sessionsEnded: number;
  audit: AuditFact;
}

/** Withdraws a consent that the caller has locked, and that is not withdrawn. @param reason free text, of which the log gets a hash */
export async function withdrawLocked(
  { tx }: Pick<RunContext, "tx">,
  { id, userId, readAt, evidenceSalt }: ConsentRead,
  reason: string | null,
  origin: AuditOrigin,
): Promise<Withdrawn> {
  await withdrawConsents(tx, [{ id, reason }], readAt);
  const sessionsEnded = await endSessionsUnder(tx, [id], "consent withdrawn", readAt, origin);
  await dropSecretsUnder(tx, [id], sessionCreate.secrets);
  const detail = { reason_sha256: hashReason(reason, evidenceSalt), sessions_ended: sessionsEnded };
  return { sessionsEnded, audit: { action: "consent.withdrawn", subject: `consent:${id}`, userId, detail } };
}
