/** AES-256-GCM (NIST SP 800-38D) over `nonce(12) || data || tag(16)`. */
import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { SealError } from "./error.ts";
import { fillRandom } from "./random.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** By how much an encrypted message is longer than what is in it. */
export const OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;
/** Without it, Node takes a tag of four bytes for a tag. */
const WHOLE_TAG = { authTagLength: TAG_BYTES };

/**
 * Writes the message to `out` from `start`: as long as the plaintext and `OVERHEAD_BYTES` more. A key is a KeyObject, since a
 * Buffer costs ten times as much; `bound` are the additional data.
 */
export function encryptInto(out: Buffer, start: number, key: KeyObject, plaintext: Buffer, bound: Buffer): void {
  const data = start + NONCE_BYTES;
  fillRandom(out, start, NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, out.subarray(start, data), WHOLE_TAG);
  cipher.setAAD(bound);
  cipher.update(plaintext).copy(out, data);
  cipher.final();
  cipher.getAuthTag().copy(out, data + plaintext.length);
}

/** @throws SealError */
export function decrypt(message: Buffer, key: KeyObject, bound: Buffer): Buffer {
  if (message.length < OVERHEAD_BYTES) throw new SealError("not a sealed value");
  const decipher = createDecipheriv("aes-256-gcm", key, message.subarray(0, NONCE_BYTES), WHOLE_TAG);
  decipher.setAAD(bound);
  decipher.setAuthTag(message.subarray(-TAG_BYTES));
  const plaintext = decipher.update(message.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
    return plaintext;
  } catch {
    throw new SealError("the sealed value was changed, or belongs to another row or key");
  }
}
