import { hash } from "node:crypto";

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
const INNER = 0x36;
const OUTER = 0x5c;

/** @returns the HMAC-SHA256 of a text, 32 bytes */
export type Hmac = (text: string) => Buffer;

/**
 * HMAC-SHA256 (RFC 2104) under a key, made of two hashes. Each row of the audit log is authenticated when it is written and again when
 * it is sealed, and for each `createHmac` makes an object outside of the heap, which costs more than all the hashing.
 *
 * @param key at most 64 bytes: a longer one would have to be hashed first. @throws RangeError
 */
export function hmacUnder(key: Uint8Array): Hmac {
  if (key.length > BLOCK_BYTES) throw new RangeError(`a key of ${key.length} bytes is longer than the ${BLOCK_BYTES} of a block`);
  const [inner, outer] = [padded(key, INNER), padded(key, OUTER)];
  return (text) => {
    const digest = sha256Hex(inner, text, "utf8", Buffer.byteLength(text));
    return Buffer.from(sha256Hex(outer, digest, "hex", HASH_BYTES), "hex");
  };
}

function padded(key: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  for (const [i, byte] of key.entries()) block.writeUInt8(byte ^ pad, i);
  return block;
}

/** Of a block and what is written after it. In hex digits: a buffer that Node makes of a hash costs more than the hash. */
function sha256Hex(block: Buffer, text: string, encoding: "utf8" | "hex", bytes: number): string {
  const whole = Buffer.allocUnsafe(BLOCK_BYTES + bytes);
  block.copy(whole);
  whole.write(text, BLOCK_BYTES, encoding);
  return hash("sha256", whole, "hex");
}
