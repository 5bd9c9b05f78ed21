/**
 * A sealed value is an envelope: the plaintext under a data key of its own, and that data key under a wrap key.
 *
 * ```
 * ciphertext = nonce(12) || data || tag(16)                                AES-256-GCM under the data key: its only message
 * wrappedKey = version(1) || salt(16) || nonce(12) || data key(32) || tag(16)      AES-256-GCM under the wrap key
 * wrap key   = HKDF-SHA256 of a key-encryption key and the salt
 * ```
 *
 * Additional data bind both to their row, and the wrap to its key-encryption key as well. So another key-encryption key
 * means another `wrappedKey` and the same `ciphertext`, and neither opens in another row.
 */
import { createSecretKey } from "node:crypto";
import { contextsOf, type SealContext } from "./context.ts";
import { SealError } from "./error.ts";
import { decrypt, encryptInto, OVERHEAD_BYTES } from "./gcm.ts";
import type { Keyring } from "./keyring.ts";
import { fillRandom } from "./random.ts";
import { openVersion1 } from "./version-1.ts";
import { nextWrapKey, SALT_BYTES, type WrapKey, wrapKeyOf } from "./wrap-keys.ts";

const VERSION = 2;
const DATA_KEY_BYTES = 32;
const HEADER_BYTES = 1 + SALT_BYTES;
const WRAPPED_BYTES = HEADER_BYTES + DATA_KEY_BYTES + OVERHEAD_BYTES;

export interface Sealed {
  keyId: string;
  /** null: sealed before there were data keys. */
  wrappedKey: Buffer | null;
  ciphertext: Buffer;
}
export type Envelope = Sealed & { wrappedKey: Buffer };

/** @throws KeyUnavailable */
export function seal(keyring: Keyring, plaintext: string, context: SealContext): Envelope {
  const wrapKey = nextWrapKey(keyring);
  const bound = contextsOf(wrapKey.keyId, context);
  const dataKey = Buffer.allocUnsafe(DATA_KEY_BYTES);
  fillRandom(dataKey);
  const data = Buffer.from(plaintext);
  const ciphertext = Buffer.allocUnsafe(data.length + OVERHEAD_BYTES);
  encryptInto(ciphertext, 0, createSecretKey(dataKey), data, bound.data);
  return { keyId: wrapKey.keyId, wrappedKey: wrap(wrapKey, dataKey, bound.wrap), ciphertext };
}

/** @throws SealError, KeyUnavailable */
export function open(keyring: Keyring, { keyId, wrappedKey, ciphertext }: Sealed, context: SealContext): string {
  if (wrappedKey === null) return openVersion1(keyring, keyId, ciphertext, context).toString();
  const bound = contextsOf(keyId, context);
  const dataKey = unwrap(keyring, keyId, wrappedKey, bound.wrap);
  const key = createSecretKey(dataKey);
  dataKey.fill(0);
  return decrypt(ciphertext, key, bound.data).toString();
}

/**
 * The same value under the key that seals now. Only `keyId` and `wrappedKey` differ, and the plaintext is not touched;
 * what was sealed before there were data keys is sealed anew.
 *
 * @throws SealError, KeyUnavailable
 */
export function rewrap(keyring: Keyring, sealed: Sealed, context: SealContext): Envelope {
  const { keyId, wrappedKey, ciphertext } = sealed;
  if (wrappedKey === null) return seal(keyring, open(keyring, sealed, context), context);
  const dataKey = unwrap(keyring, keyId, wrappedKey, contextsOf(keyId, context).wrap);
  const next = nextWrapKey(keyring);
  return { keyId: next.keyId, wrappedKey: wrap(next, dataKey, contextsOf(next.keyId, context).wrap), ciphertext };
}

/** Wipes the data key. */
function wrap({ salt, key }: WrapKey, dataKey: Buffer, bound: Buffer): Buffer {
  const wrappedKey = Buffer.allocUnsafe(WRAPPED_BYTES);
  wrappedKey[0] = VERSION;
  salt.copy(wrappedKey, 1);
  encryptInto(wrappedKey, HEADER_BYTES, key, dataKey, bound);
  dataKey.fill(0);
  return wrappedKey;
}

function unwrap(keyring: Keyring, keyId: string, wrappedKey: Buffer, bound: Buffer): Buffer {
  if (wrappedKey.length !== WRAPPED_BYTES || wrappedKey[0] !== VERSION) throw new SealError("not a wrapped key");
  const key = wrapKeyOf(keyring, keyId, wrappedKey.subarray(1, HEADER_BYTES));
  return decrypt(wrappedKey.subarray(HEADER_BYTES), key, bound);
}
