/** Whether a proof holds (RFC 9162, 2.1.3.2 and 2.1.4.2). Nothing about it is believed; whatever does not fit is a no. */
import { HASH_BYTES, nodeHash } from "./hash.ts";

const MOST_LEVELS = 64;

/** Whether the leaf with this hash is number `index` in the tree of `size` leaves with this root. */
export function verifyInclusion(index: number, size: number, leaf: Uint8Array, proof: Uint8Array[], root: Uint8Array): boolean {
  if (!areSizes(index, size) || index >= size || !areHashes(proof, leaf, root)) return false;
  const sides = sidesOf(BigInt(index), BigInt(size) - 1n, proof.length);
  return sides !== undefined && equal(joined(leaf, proof, sides), root);
}

/** Whether the tree of `size` leaves with the root `root` begins with the tree of `first` leaves with the root `firstRoot`. */
export function verifyConsistency(first: number, size: number, proof: Uint8Array[], firstRoot: Uint8Array, root: Uint8Array): boolean {
  if (!areSizes(first, size) || first < 1 || first > size) return false;
  /** Of the same tree nothing is hashed: its roots may be any bytes. */
  if (first === size) return proof.length === 0 && equal(firstRoot, root);
  if (proof.length === 0 || !areHashes(proof, firstRoot, root)) return false;
  const [start = firstRoot, ...path] = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof;
  const [node, last] = upWhile(isOdd, BigInt(first) - 1n, BigInt(size) - 1n);
  const sides = sidesOf(node, last, path.length);
  if (!sides) return false;
  const isLeft = (_: unknown, i: number) => sides[i] === "left";
  return equal(joined(start, path.filter(isLeft), sides.filter(isLeft)), firstRoot) && equal(joined(start, path, sides), root);
}

type Side = "left" | "right";

const joined = (start: Uint8Array, path: Uint8Array[], sides: Side[]): Uint8Array =>
  path.reduce((hash, sibling, i) => (sides[i] === "left" ? nodeHash(sibling, hash) : nodeHash(hash, sibling)), start);

/** On which side each hash of a path of so many joins, from a node up to the root; undefined when the way is longer or shorter. */
function sidesOf(node: bigint, last: bigint, steps: number): Side[] | undefined {
  const sides: Side[] = [];
  let [at, edge] = [node, last];
  for (let i = 0; i < steps; i++) {
    if (edge === 0n) return undefined;
    const side = isOdd(at) || at === edge ? "left" : "right";
    sides.push(side);
    /** At the right edge a node without a sibling is its own parent. */
    if (side === "left") [at, edge] = upWhile((n) => !isOdd(n) && n !== 0n, at, edge);
    [at, edge] = [at >> 1n, edge >> 1n];
  }
  return edge === 0n ? sides : undefined;
}

function upWhile(holds: (node: bigint) => boolean, node: bigint, last: bigint): [node: bigint, last: bigint] {
  return holds(node) ? upWhile(holds, node >> 1n, last >> 1n) : [node, last];
}

const isOdd = (n: bigint) => (n & 1n) === 1n;
const isPowerOfTwo = (n: number) => (BigInt(n) & (BigInt(n) - 1n)) === 0n;
const areSizes = (...sizes: number[]) => sizes.every((one) => Number.isSafeInteger(one) && one >= 0);
/** Of a leaf or two roots, and of a path: no tree is higher than the bits of its size. */
const areHashes = (path: Uint8Array[], ...others: Uint8Array[]) =>
  path.length <= MOST_LEVELS && [...path, ...others].every(({ length }) => length === HASH_BYTES);
const equal = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;
