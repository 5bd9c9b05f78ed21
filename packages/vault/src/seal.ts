import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Keyring } from "./keyring.ts";

const VERSION = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + SALT_BYTES + NONCE_BYTES;
const LABEL = "assent/session-data/v1";

/** Where a sealed value belongs; it opens nowhere else. */
export interface SealContext {
  sessionId: string;
  userId: string;
}

export interface Sealed {
  keyId: string;
  ciphertext: Buffer;
}

/** A value that does not open: wrong row, wrong key, or changed. It never says which bytes. */
export class SealError extends Error {
  override name = "SealError";
}

export function seal(keyring: Keyring, plaintext: string, context: SealContext): Sealed {
  const keyId = keyring.sealingKeyId;
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", derived(keyring, keyId, salt), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(context, keyId));
  const body = [cipher.update(plaintext, "utf8"), cipher.final()];
  return { keyId, ciphertext: Buffer.concat([Buffer.of(VERSION), salt, nonce, ...body, cipher.getAuthTag()]) };
}

/** @throws SealError */
export function open(keyring: Keyring, { keyId, ciphertext }: Sealed, context: SealContext): string {
  if (ciphertext.length < HEADER_BYTES + TAG_BYTES || ciphertext[0] !== VERSION) throw new SealError("not a sealed value");
  const salt = ciphertext.subarray(1, 1 + SALT_BYTES);
  const nonce = ciphertext.subarray(1 + SALT_BYTES, HEADER_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", derived(keyring, keyId, salt), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(context, keyId));
  decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
  const plaintext = decipher.update(ciphertext.subarray(HEADER_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([plaintext, decipher.final()]).toString("utf8");
  } catch {
    throw new SealError("the sealed value was changed, or belongs to another row or key");
  }
}

function derived(keyring: Keyring, keyId: string, salt: Uint8Array): Buffer {
  const key = keyring.derive(keyId, salt, LABEL);
  if (!key) throw new SealError(`the keyring has no key "${keyId}"`);
  return key;
}

/** Each field with its length, so that no two contexts give the same bytes. */
function additionalData({ sessionId, userId }: SealContext, keyId: string): Buffer {
  return Buffer.concat(
    [sessionId, userId, keyId].flatMap((field) => {
      const bytes = Buffer.from(field, "utf8");
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      return [length, bytes];
    }),
  );
}
