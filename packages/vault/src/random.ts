import { randomFillSync } from "node:crypto";

const POOL_BYTES = 64 * 1024;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Fills `target` from `start` with random bytes. They come from a pool, since asking the generator for twelve bytes costs
 * nearly as much as asking for 64 KiB; what was given out is wiped from the pool, so a key has no second copy there.
 *
 * @param length at most 64 KiB
 */
export function fillRandom(target: Buffer, start = 0, length = target.length - start): void {
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  pool.copy(target, start, used, used + length);
  pool.fill(0, used, used + length);
  used += length;
}
