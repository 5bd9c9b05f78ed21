import { appendAudit, type ConsentRow, expireConsents } from "@assent/db";
import type { TaskContext } from "../maintenance.ts";

const AT_ONCE = 1_000;

/** Puts on record that consents have expired, each once. They were not valid any more before. */
export async function recordExpiredConsents({ db, workerId, signal }: Pick<TaskContext, "db" | "workerId" | "signal">): Promise<void> {
  for (let last = AT_ONCE; last === AT_ONCE && !signal.aborted; ) {
    last = await db.transaction(async (tx) => {
      const expired = await expireConsents(tx, AT_ONCE);
      await appendAudit(
        tx,
        expired.map((consent) => expiryOf(consent, workerId())),
      );
      return expired.length;
    });
  }
}

const expiryOf = ({ id, userId, expiresAt }: Pick<ConsentRow, "id" | "userId" | "expiresAt">, workerId: string) => ({
  ...({ actor: "system:consents", action: "consent.expired", subject: `consent:${id}`, outcome: "ok" } as const),
  ...{ userId, workerId },
  detail: { expires_at: expiresAt?.toISOString() },
});
