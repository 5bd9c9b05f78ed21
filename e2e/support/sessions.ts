/** Many rows at once, put into the tables as jobs would have left them. */
import { newId } from "@assent/domain";
import type { TestDatabase } from "@assent/testkit";
import { holdOpen } from "./hold.ts";

/** @returns the id of a new, valid consent. */
export async function putConsent({ client }: TestDatabase, userId: string): Promise<string> {
  const id = newId();
  await client`insert into user_consents (id, user_id, purpose, document_version) values (${id}, ${userId}, 'account_session', '1')`;
  return id;
}

/** @param expiresIn an interval of PostgreSQL's */
export async function putSessions({ client }: TestDatabase, consentId: string, count: number, expiresIn = "1 hour"): Promise<void> {
  await client`
    insert into sportsbook_sessions
      (id, user_id, consent_id, sportsbook, session_data, key_id, paper_trading, expires_at, created_by_job)
    select gen_random_uuid(), user_id, id, 'acme', 'sealed', 'k', true, now() + ${expiresIn}::interval, gen_random_uuid()
    from user_consents, generate_series(1, ${count}::int) where id = ${consentId}`;
}

/**
 * Changes the sessions under a consent in a transaction that stays open.
 *
 * @returns how to commit it
 */
export const holdSessions = (database: TestDatabase, consentId: string): Promise<() => Promise<void>> =>
  holdOpen(database, (sql) => sql`update sportsbook_sessions set version = version + 1 where consent_id = ${consentId}`);
