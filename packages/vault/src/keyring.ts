import { createHash, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";

const KEY = /^[0-9a-f]{64}$/i;
const NAMED_KEY = /^([a-z0-9-]{1,32}):([0-9a-f]{64})$/i;

/** Key-encryption keys by id. The first seals; all open. */
export class Keyring {
  readonly #keys: Map<string, KeyObject>;
  readonly sealingKeyId: string;

  constructor(keys: Map<string, KeyObject>) {
    const [first] = keys.keys();
    if (first === undefined) throw new Error("a keyring needs at least one key");
    this.#keys = keys;
    this.sealingKeyId = first;
  }

  /** A 256-bit key for one purpose, by HKDF-SHA256 (RFC 5869): no two labels or salts share one. */
  derive(keyId: string, salt: Uint8Array, label: string): KeyObject | undefined {
    const key = this.#keys.get(keyId);
    return key && createSecretKey(new Uint8Array(hkdfSync("sha256", key, salt, label, 32)));
  }

  /** Key ids only: a keyring that is logged or serialised by accident shows nothing. */
  toJSON() {
    return [...this.#keys.keys()];
  }
}

/**
 * Reads `SESSION_ENCRYPTION_KEY`: 64 hex digits, or a list `id:hex,id:hex`.
 *
 * @throws Error that names the rule and never the value.
 */
export function parseKeyring(text: string): Keyring {
  if (KEY.test(text)) return new Keyring(new Map([[defaultId(text), usable(text)]]));
  const keys = new Map<string, KeyObject>();
  for (const part of text.split(",")) {
    const [, id, hex] = NAMED_KEY.exec(part.trim()) ?? [];
    if (!id || !hex) throw new Error("must be 64 hex digits, or a list id:hex,id:hex with 64 hex digits each");
    if (keys.has(id)) throw new Error(`has the key id "${id}" twice`);
    keys.set(id, usable(hex));
  }
  return new Keyring(keys);
}

export const newKey = (): string => randomBytes(32).toString("hex");

/** An unnamed key is called by a hash of itself, so it keeps its id when it later moves into a list. */
const defaultId = (hex: string) => createHash("sha256").update(`assent/key-id:${hex.toLowerCase()}`).digest("hex").slice(0, 12);

function usable(hex: string): KeyObject {
  if (new Set(hex.toLowerCase()).size < 8) throw new Error("has a key that is not random");
  return createSecretKey(hex, "hex");
}
