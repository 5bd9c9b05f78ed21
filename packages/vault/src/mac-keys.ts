import { timingSafeEqual } from "node:crypto";
import { type Hmac, hmacUnder } from "./hmac.ts";
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
  readonly #keys: Map<string, Hmac>;
  readonly #first: string;

  constructor(keys: Map<string, Hmac>, first: string) {
    this.#keys = keys;
    this.#first = first;
  }

  authenticate(text: string): Authenticated {
    return { keyId: this.#first, mac: (this.#keys.get(this.#first) as Hmac)(text) };
  }

  /** @returns undefined when there is no such key, so that nobody can tell */
  verify(text: string, { keyId, mac }: Authenticated): boolean | undefined {
    const expected = this.#keys.get(keyId)?.(text);
    return expected && mac.length === expected.length && timingSafeEqual(mac, expected);
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
  return new MacKeys(new Map(ids.map((id) => [id, hmacUnder(ring.derive(id, NO_SALT, LABEL).export())])), ring.sealingKeyId);
}
