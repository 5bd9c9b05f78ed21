import { EMPTY_ROOT, HASH_BYTES, nodeHash } from "./hash.ts";
import type { Subtree } from "./proof.ts";

/**
 * All that it takes to go on with a tree: its size, and the roots of the perfect subtrees that its leaves fall into, the largest
 * first (the "compact range" from 0). There is one for each bit of the size that is set: at most 53 of them.
 */
export class Frontier {
  #size: number;
  readonly #roots: Buffer[];

  /** @param roots as `toBytes` gave them @throws Error when they do not fit the size */
  constructor(size = 0, roots: Uint8Array = Buffer.alloc(0)) {
    if (!Number.isSafeInteger(size) || size < 0 || roots.length !== bitsSet(size) * HASH_BYTES)
      throw new Error(`${roots.length} bytes are not the frontier of a tree of ${size} leaves`);
    this.#size = size;
    this.#roots = Array.from({ length: bitsSet(size) }, (_, i) => Buffer.from(roots.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)));
  }

  get size(): number {
    return this.#size;
  }

  /** @param leaf its hash @returns the perfect subtrees that this leaf has completed, the leaf itself first */
  append(leaf: Buffer): (Subtree & { hash: Buffer })[] {
    if (leaf.length !== HASH_BYTES) throw new Error(`${leaf.length} bytes are not the hash of a leaf`);
    const completed = [{ level: 0, index: this.#size, hash: leaf }];
    let hash = leaf;
    for (let [level, index] = [1, this.#size]; index % 2 === 1; level++) {
      index = (index - 1) / 2;
      hash = nodeHash(this.#roots.pop() ?? hash, hash);
      completed.push({ level, index, hash });
    }
    this.#roots.push(hash);
    this.#size++;
    return completed;
  }

  root(): Buffer {
    const [last, ...others] = this.#roots.toReversed();
    return last ? others.reduce((right, left) => nodeHash(left, right), last) : EMPTY_ROOT;
  }

  toBytes(): Buffer {
    return Buffer.concat(this.#roots);
  }
}

function bitsSet(size: number): number {
  let count = 0;
  for (let left = size; left > 0; left = Math.floor(left / 2)) count += left % 2;
  return count;
}
