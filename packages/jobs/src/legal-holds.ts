/** Legal holds: whoever places one forbids, from the commit on, that anything of the user is destroyed. */
import { appendAudit, type Db, deleteHold, insertHold, type LegalHoldRow, lockUser, type Tx } from "@assent/db";
import { type AuditAction, newId, notFound, type Refusal } from "@assent/domain";
import type { Operator } from "./operate.ts";

/** Waits for an erasure of the user that is under way. @param reason names the matter; goes into the audit log and stays there */
export const placeHold = (db: Db, userId: string, reason: string, by: Operator): Promise<LegalHoldRow> =>
  db.transaction(async (tx) => {
    await lockUser(tx, userId);
    const hold = await insertHold(tx, { id: newId(), userId, reason, placedBy: by.principal });
    await record(tx, "hold.placed", hold, by);
    return hold;
  });

export const releaseHold = (db: Db, id: string, by: Operator): Promise<LegalHoldRow | Refusal> =>
  db.transaction(async (tx) => {
    const hold = await deleteHold(tx, id);
    if (!hold) return notFound("legal hold");
    await record(tx, "hold.released", hold, by);
    return hold;
  });

const record = (tx: Tx, action: AuditAction, { id, userId, reason }: LegalHoldRow, { principal, requestId }: Operator) =>
  appendAudit(tx, [{ actor: principal, action, subject: `hold:${id}`, outcome: "ok", userId, requestId, detail: { reason } }]);
