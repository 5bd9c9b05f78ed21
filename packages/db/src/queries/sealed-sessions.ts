import type { ConsentTerms } from "@assent/domain";
import { and, eq, exists, getTableColumns, sql } from "drizzle-orm";
import type { Tx } from "../connect.ts";
import { type SessionRow, sportsbookSessions as sessions, userConsents } from "../schema/index.ts";
import { anyOf } from "./any-of.ts";
import { databaseNow } from "./clock.ts";

/** A session with its ciphertext, the consent that it lives under, and the time of the read. */
export interface SealedSession {
  session: SessionRow;
  consent: ConsentTerms;
  readAt: Date;
}

const { userId, purpose, sportsbooks, expiresAt, withdrawnAt } = userConsents;

/**
 * Reads both with one statement, locked until this transaction ends: the consent, first as always, against withdrawal, and the
 * session against any change. Whoever wants the session alone waits in a queue: sharers would let one another pass, and a
 * revocation would wait until none comes any more. The time of the read is from after the locks.
 */
export async function lockSealedSession(tx: Tx, id: string): Promise<SealedSession | undefined> {
  const consentOf = sql`(select ${sessions.consentId} from ${sessions} where ${sessions.id} = ${id})`;
  const terms = tx
    .select({ userId, purpose, sportsbooks, expiresAt, withdrawnAt })
    .from(userConsents)
    .where(eq(userConsents.id, consentOf))
    .for("share");
  const consent = tx.$with("consent").as(terms);
  const row = tx
    .select(getTableColumns(sessions))
    .from(sessions)
    .where(and(anyOf(sessions.id, [id]), exists(tx.select({ one: sql`1` }).from(consent))))
    .for("no key update");
  const session = tx.$with("session").as(row);
  const [found] = await tx
    .with(consent, session)
    .select({ session: session._.selectedFields, consent: consent._.selectedFields, readAt: databaseNow })
    .from(session)
    .innerJoin(consent, sql`true`);
  return found;
}
