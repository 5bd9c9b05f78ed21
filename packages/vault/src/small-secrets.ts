import type { KeyObject } from "node:crypto";
import { KeyUnavailable, SealError } from "./error.ts";
import { decrypt, encryptInto, OVERHEAD_BYTES } from "./gcm.ts";
import { parseKeyring } from "./keyring.ts";

const LABEL = "assent/webhook-secret/v1";
const NO_SALT = Buffer.alloc(0);
const SEALED = /^1\.([a-z0-9-]{1,32})\.([A-Za-z0-9_-]+)$/i;

/** Keys that keep the secrets of webhooks, by id: derived from `AUDIT_KEY`, which every process has, and of no use for its rows. */
export class SmallSecrets {
  readonly #keys: Map<string, KeyObject>;
  readonly #first: string;

  constructor(keys: Map<string, KeyObject>, first: string) {
    this.#keys = keys;
    this.#first = first;
  }

  /** @param owner of whom alone it can be opened again: an id */
  seal(secret: string, owner: string): string {
    const plaintext = Buffer.from(secret);
    const sealed = Buffer.alloc(plaintext.length + OVERHEAD_BYTES);
    encryptInto(sealed, 0, this.#keys.get(this.#first) as KeyObject, plaintext, Buffer.from(owner));
    return `1.${this.#first}.${sealed.toString("base64url")}`;
  }

  /** @throws SealError when it was changed or is another's @throws KeyUnavailable */
  open(sealed: string, owner: string): string {
    const [, keyId = "", bytes = ""] = SEALED.exec(sealed) ?? [];
    if (!keyId) throw new SealError("not a sealed value");
    const key = this.#keys.get(keyId);
    if (!key) throw new KeyUnavailable(keyId);
    return decrypt(Buffer.from(bytes, "base64url"), key, Buffer.from(owner)).toString();
  }

  /** Key ids only, as with a keyring. */
  toJSON() {
    return [...this.#keys.keys()];
  }
}

/** Reads `AUDIT_KEY` as `parseMacKeys` does. The first seals; all open. */
export function parseSmallSecrets(text: string): SmallSecrets {
  const ring = parseKeyring(text);
  const keys = ring.toJSON().map((id) => [id, ring.derive(id, NO_SALT, LABEL)] as const);
  return new SmallSecrets(new Map(keys), ring.sealingKeyId);
}
