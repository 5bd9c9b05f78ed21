/** Users with a valid consent each, so that requests do not all meet at one row. */
import { randomUUID } from "node:crypto";
import { SESSION_PURPOSE } from "@assent/domain";
import type postgres from "postgres";

/** Enough that jobs under way seldom share one. */
export const CONSENTS = 1_000;

export interface Consent {
  userId: string;
  consentId: string;
}

export async function addConsents(sql: postgres.Sql, count: number): Promise<Consent[]> {
  const consents = Array.from({ length: count }, () => ({ userId: randomUUID(), consentId: randomUUID() }));
  const rows = consents.map(({ userId, consentId }) => ({
    ...{ id: consentId, user_id: userId, purpose: SESSION_PURPOSE, document_version: "bench" },
  }));
  for (let i = 0; i < rows.length; i += 1_000) await sql`insert into user_consents ${sql(rows.slice(i, i + 1_000))}`;
  return consents;
}

const TOKEN = "a-token-from-the-sportsbook".repeat(10);

/** The body of POST /sessions, as every scenario and every peer gets it. */
export const sessionBody = ({ userId, consentId }: Consent, expiresAt = new Date(Date.now() + 86_400_000)) => ({
  user_id: userId,
  consent_id: consentId,
  sportsbook: "bench",
  session_data: TOKEN,
  expires_at: expiresAt.toISOString(),
});
