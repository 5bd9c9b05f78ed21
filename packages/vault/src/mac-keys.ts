import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { parseKeyring } from "./keyring.ts";

export interface Authenticated {
  keyId: string;
  /** 32 bytes: HMAC-SHA256. */
  mac: Buffer;
}

const LABEL = "assent/audit-row/v1";
const NO_SALT = Buffer.alloc(0);

/** Keys that authenticate what is written into the audit log, by id. The first authenticates; all verify. */
export class MacKeys {
  readonly #keys: Map<string, KeyObject>;
  readonly #first: string;

  constructor(keys: Map<string, KeyObject>, first: string) {
    this.#keys = keys;
    this.#first = first;
  }

  authenticate(text: string): Authenticated {
    return { keyId: this.#first, mac: macOf(this.#keys.get(this.#first) as KeyObject, text) };
  }

  /** @returns undefined when there is no such key, so that nobody can tell */
  verify(text: string, { keyId, mac }: Authenticated): boolean | undefined {
    const key = this.#keys.get(keyId);
    if (!key) return undefined;
    const expected = macOf(key, text);
    return mac.length === expected.length && timingSafeEqual(mac, expected);
  }

  /** Key ids only, as with a keyring. */
  toJSON() {
    return [...this.#keys.keys()];
  }
}

/**
 * Reads `AUDIT_KEY`: 64 hex digits, or a list `id:hex,id:hex`.
 *
 * @throws Error that names the rule and never the value.
 */
export function parseMacKeys(text: string): MacKeys {
  const ring = parseKeyring(text);
  const ids = ring.toJSON();
  return new MacKeys(new Map(ids.map((id) => [id, ring.derive(id, NO_SALT, LABEL) as KeyObject])), ring.sealingKeyId);
}

const macOf = (key: KeyObject, text: string) => createHmac("sha256", key).update(text).digest();
