/** Development data: three users whose consents are valid, expired and withdrawn. Running it twice changes nothing. */
import { SESSION_PURPOSE } from "@assent/domain";
import { sql } from "drizzle-orm";
import type { Db } from "./connect.ts";
import { userConsents } from "./schema/index.ts";

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
    { ...SEED.expired, grantedAt: inDays(-60), expiresAt: inDays(-30), withdrawnAt: null, withdrawalReason: null },
    { ...SEED.withdrawn, grantedAt: inDays(-60), expiresAt: inDays(3650), withdrawnAt: inDays(-30), withdrawalReason: "asked by the user" },
  ];
  await db
    .insert(userConsents)
    .values(rows.map(({ consentId, ...row }) => ({ ...common, ...row, id: consentId })))
    .onConflictDoNothing();
}
