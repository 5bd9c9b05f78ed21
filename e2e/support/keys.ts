/** Encryption keys, and tokens under them that were put into the tables as the API would have. */
import { createCipheriv, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { newId } from "@assent/domain";
import { sessionCreate } from "@assent/jobs";
import type { TestDatabase } from "@assent/testkit";
import { newKey, parseKeyring, seal } from "@assent/vault";
import { newJobRow } from "./rows.ts";
import { putConsent } from "./sessions.ts";

/** @returns a list as SESSION_ENCRYPTION_KEY takes it, in this order */
export const keyList = (keys: Record<string, string>, ...ids: string[]) => ids.map((id) => `${id}:${keys[id]}`).join(",");

export const freshKeys = (...ids: string[]): Record<string, string> => Object.fromEntries(ids.map((id) => [id, newKey()]));

export const tokenOf = (sessionId: string) => `token of ${sessionId}`;

interface Place {
  sessionId: string;
  userId: string;
  consentId: string;
}

function sealed(list: string, { sessionId, userId, consentId }: Place) {
  const { keyId, wrappedKey, ciphertext } = seal(parseKeyring(list), tokenOf(sessionId), {
    sessionId,
    userId,
    consentId,
    sportsbook: "acme",
    dataVersion: 1,
  });
  return { key_id: keyId, wrapped_key: wrappedKey.toString("base64"), ciphertext: ciphertext.toString("base64") };
}

/** Sessions of one user whose tokens are sealed under the first key of the list. @returns their ids, in order */
export async function putSealedSessions(database: TestDatabase, list: string, count: number): Promise<string[]> {
  const userId = randomUUID();
  const consentId = await putConsent(database, userId);
  const rows = Array.from({ length: count }, () => newId()).map((sessionId) => ({
    id: sessionId,
    ...sealed(list, { sessionId, userId, consentId }),
  }));
  await database.client`
    insert into sportsbook_sessions (id, user_id, consent_id, sportsbook, session_data, wrapped_key, key_id, paper_trading, expires_at, created_by_job)
    select id, ${userId}, ${consentId}, 'acme', decode(ciphertext, 'base64'), decode(wrapped_key, 'base64'), key_id, true, now() + interval '1 hour', gen_random_uuid()
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as new(id uuid, ciphertext text, wrapped_key text, key_id text)`;
  return rows.map(({ id }) => id);
}

/** A job that creates a session whose token is sealed under the first key of the list. */
export async function sealedJob(database: TestDatabase, list: string) {
  const [sessionId, userId] = [newId(), randomUUID()];
  const place = { sessionId, userId, consentId: await putConsent(database, userId) };
  const payload = { session_id: sessionId, user_id: userId, consent_id: place.consentId, sportsbook: "acme", paper_trading: true };
  return newJobRow(sessionCreate, { ...payload, session_data: sealed(list, place), expires_at: "2096-01-01T00:00:00.000Z" });
}

/** A session as version 0.1.0 has left it, whose token the key itself has sealed. @returns its id */
export async function putFormat1Session(database: TestDatabase, keyId: string, hex: string): Promise<string> {
  const [sessionId, userId] = [newId(), randomUUID()];
  const consentId = await putConsent(database, userId);
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const key = Buffer.from(hkdfSync("sha256", Buffer.from(hex, "hex"), salt, "assent/session-data/v1", 32));
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.concat([sessionId, userId, keyId].flatMap((field) => [Buffer.from([0, field.length]), Buffer.from(field)])));
  const sealedToken = Buffer.concat([
    Buffer.from([1]),
    salt,
    nonce,
    cipher.update(tokenOf(sessionId)),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  await database.client`
    insert into sportsbook_sessions (id, user_id, consent_id, sportsbook, session_data, key_id, paper_trading, expires_at, created_by_job)
    values (${sessionId}, ${userId}, ${consentId}, 'acme', ${sealedToken}, ${keyId}, true, now() + interval '1 hour', gen_random_uuid())`;
  return sessionId;
}
