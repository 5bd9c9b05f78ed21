/**
 * What was sealed before there were data keys: `version(1) || salt(16) || nonce(12) || data || tag(16)` under a key of its
 * own, HKDF-SHA256 of the key-encryption key and the salt, bound to session, user and key id.
 */
import { encode, type SealContext } from "./context.ts";
import { SealError } from "./error.ts";
import { decrypt } from "./gcm.ts";
import type { Keyring } from "./keyring.ts";

const VERSION = 1;
const SALT_BYTES = 16;
const LABEL = "assent/session-data/v1";

/** @throws SealError, KeyUnavailable */
export function openVersion1(keyring: Keyring, keyId: string, sealed: Buffer, { sessionId, userId }: SealContext): Buffer {
  if (sealed.length < 1 + SALT_BYTES || sealed[0] !== VERSION) throw new SealError("not a sealed value");
  const key = keyring.derive(keyId, sealed.subarray(1, 1 + SALT_BYTES), LABEL);
  return decrypt(sealed.subarray(1 + SALT_BYTES), key, encode([sessionId, userId, keyId]));
}
