import type { KeyObject } from "node:crypto";
import { KeyUnavailable } from "./error.ts";
import type { Keyring } from "./keyring.ts";
import { fillRandom } from "./random.ts";

export const SALT_BYTES = 16;
const LABEL = "assent/wrap-key/v2";
const KEPT = 256;
/**
 * How many data keys one wrap key wraps. Each wrap takes a random nonce of 96 bits, and under one key at most 2^32 of those
 * are safe (NIST SP 800-38D, 8.3: 2^-32 for a collision); a fleet that seals a thousand sessions a second would be there in
 * fifty days. So no two processes share a wrap key, each draws a new salt of 128 bits when it starts and after 2^20 wraps,
 * and a nonce collides under a key with 2^-57. The derivation (about 10 us) is then paid once in a million seals.
 */
export const WRAPS_PER_KEY = 2 ** 20;

export interface WrapKey {
  keyId: string;
  salt: Buffer;
  key: KeyObject;
}

interface Drawn extends WrapKey {
  wraps: number;
}

const drawn = new WeakMap<Keyring, Drawn>();
const derived = new WeakMap<Keyring, Map<string, KeyObject>>();

/** The key to wrap one data key with. @throws KeyUnavailable when the keyring lacks the key that seals now */
export function nextWrapKey(keyring: Keyring): WrapKey {
  let current = drawn.get(keyring);
  if (current?.keyId !== keyring.sealingKeyId || current.wraps >= WRAPS_PER_KEY) {
    const salt = Buffer.alloc(SALT_BYTES);
    fillRandom(salt);
    current = { keyId: keyring.sealingKeyId, salt, key: wrapKeyOf(keyring, keyring.sealingKeyId, salt), wraps: 0 };
    drawn.set(keyring, current);
  }
  current.wraps++;
  return current;
}

/** The key that a data key was wrapped with; the latest are kept. @throws KeyUnavailable */
export function wrapKeyOf(keyring: Keyring, keyId: string, salt: Buffer): KeyObject {
  if (!keyring.opens(keyId)) throw new KeyUnavailable(keyId);
  const kept = derived.get(keyring) ?? new Map<string, KeyObject>();
  derived.set(keyring, kept);
  const name = `${keyId}:${salt.toString("latin1")}`;
  const key = kept.get(name) ?? keyring.derive(keyId, salt, LABEL);
  kept.delete(name);
  kept.set(name, key);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? name);
  return key;
}
