/**
 * Which hashes make a proof (RFC 6962, 2.1.1 and 2.1.2). A proof is a list of hashes, each of a range of leaves; only perfect subtrees
 * never change and are kept, so each range is given as those that it is made of: fetch them all at once, then `rangeHash` each.
 */
import { nodeHash } from "./hash.ts";

/** The perfect subtree over the leaves from `index * 2^level` on, `2^level` of them. */
export interface Subtree {
  level: number;
  index: number;
}

/** From left to right, the largest first. */
export type Range = Subtree[];

/** The hash over a range, from the hashes of its subtrees. */
export function rangeHash(hashes: Buffer[]): Buffer {
  const [last, ...others] = hashes.toReversed();
  if (!last) throw new Error("a range has at least one subtree");
  return others.reduce((right, left) => nodeHash(left, right), last);
}

/** The proof that the leaf `index` is in the tree of `size` leaves. @throws RangeError when it cannot be */
export function inclusionRanges(index: number, size: number): Range[] {
  expectWhole(index, size);
  if (index < 0 || index >= size) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  const path: Range[] = [];
  for (let [start, end] = [0, size]; end - start > 1; ) {
    const middle = start + largestPowerBelow(end - start);
    path.unshift(index < middle ? rangeOf(middle, end) : rangeOf(start, middle));
    if (index < middle) end = middle;
    else start = middle;
  }
  return path;
}

/** The proof that the tree of `size` leaves begins with that of `first` leaves. @throws RangeError when it cannot */
export function consistencyRanges(first: number, size: number): Range[] {
  expectWhole(first, size);
  if (first < 1 || first > size) throw new RangeError(`a tree of ${size} leaves does not begin with one of ${first}`);
  const path: Range[] = [];
  let [start, end] = [0, size];
  while (end > first) {
    const middle = start + largestPowerBelow(end - start);
    path.unshift(first <= middle ? rangeOf(middle, end) : rangeOf(start, middle));
    if (first <= middle) end = middle;
    else start = middle;
  }
  return start === 0 ? path : [rangeOf(start, end), ...path];
}

function rangeOf(start: number, end: number): Range {
  const range: Range = [];
  for (let [at, left] = [start, end - start]; left > 0; ) {
    const level = levelOf(left);
    range.push({ level, index: at / 2 ** level });
    at += 2 ** level;
    left -= 2 ** level;
  }
  return range;
}

const largestPowerBelow = (n: number) => 2 ** levelOf(n - 1);

/** Of the largest perfect tree that so many leaves fill; a logarithm would be rounded. */
function levelOf(leaves: number): number {
  let level = 0;
  while (2 ** (level + 1) <= leaves) level++;
  return level;
}

function expectWhole(...numbers: number[]) {
  for (const one of numbers) if (!Number.isSafeInteger(one)) throw new RangeError(`${one} is not the size of a tree, nor of a part of it`);
}
