import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { KeyUnavailable } from "./error.ts";
import { expectRandom } from "./expect-random.ts";

const KEY = /^[0-9a-f]{64}$/i;
const NAMED_KEY = /^([a-z0-9-]{1,32}):([0-9a-f]{64})$/i;

const CHECK_LABEL = "assent/key-check/v1";

/** Key-encryption keys by id. Until it is told otherwise, the first seals and all open. */
export class Keyring {
  readonly #keys: Map<string, KeyObject>;
  #sealingKeyId: string;
  #retired: ReadonlySet<string> = new Set();

  constructor(keys: Map<string, KeyObject>) {
    const [first] = keys.keys();
    if (first === undefined) throw new Error("a keyring needs at least one key");
    this.#keys = keys;
    this.#sealingKeyId = first;
  }

  /** It need not be among its keys: then it seals nothing. */
  get sealingKeyId(): string {
    return this.#sealingKeyId;
  }

  /** From now on `active` seals, and what is retired opens nothing any more. */
  follow({ active, retired }: { active: string; retired: string[] }): void {
    this.#sealingKeyId = active;
    this.#retired = new Set(retired);
  }

  /** Whether it opens what this key has sealed. */
  opens(keyId: string): boolean {
    return this.#keys.has(keyId) && !this.#retired.has(keyId);
  }

  /** A 256-bit key for one purpose, by HKDF-SHA256 (RFC 5869): no two labels or salts share one. @throws KeyUnavailable */
  derive(keyId: string, salt: Uint8Array, label: string): KeyObject {
    const key = this.#keys.get(keyId);
    if (!key || this.#retired.has(keyId)) throw new KeyUnavailable(keyId);
    return derived(key, salt, label);
  }

  /** By id, in hex, what tells two keys of the same name apart and nothing else about them. */
  checkValues(): Record<string, string> {
    return Object.fromEntries([...this.#keys].map(([id, key]) => [id, checkValue(id, key)]));
  }

  /** Key ids only: a keyring that is logged or serialised by accident shows nothing. */
  toJSON() {
    return [...this.#keys.keys()];
  }
}

const derived = (key: KeyObject, salt: Uint8Array, label: string) =>
  createSecretKey(new Uint8Array(hkdfSync("sha256", key, salt, label, 32)));

const checkValue = (id: string, key: KeyObject) =>
  createHmac("sha256", derived(key, new Uint8Array(), CHECK_LABEL))
    .update(id)
    .digest("hex");

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
  expectRandom(hex);
  return createSecretKey(hex, "hex");
}
