import { expect, it } from "vitest";
import vectors from "../testdata/proofs.json" with { type: "json" };
import {
  consistencyRanges,
  EMPTY_ROOT,
  Frontier,
  inclusionRanges,
  leafHash,
  type Range,
  rangeHash,
  verifyConsistency,
  verifyInclusion,
} from "./index.ts";

const MOST = 65;
const bytes = (base64: string | null) => Buffer.from(base64 ?? "", "base64");

/** A log that keeps every perfect subtree. */
function logOf(size: number) {
  const frontier = new Frontier();
  const kept = new Map<string, Buffer>();
  const leaves = Array.from({ length: size }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
  const roots = [frontier.root()];
  for (const leaf of leaves) {
    for (const { level, index, hash } of frontier.append(leaf)) kept.set(`${level}/${index}`, hash);
    roots.push(frontier.root());
  }
  const hashes = (range: Range) => rangeHash(range.map(({ level, index }) => kept.get(`${level}/${index}`) as Buffer));
  return { leaves, roots, prove: (ranges: Range[]) => ranges.map(hashes) };
}

const log = logOf(MOST);
const sizes = Array.from({ length: MOST }, (_, i) => i + 1);
const parts = sizes.flatMap((size) => sizes.slice(0, size).map((first) => ({ size, first })));
const rootAt = (size: number) => log.roots[size] as Buffer;
const leafAt = (index: number) => log.leaves[index] as Buffer;

/** Every way to change one bit of one of these. */
function* flipped(hashes: Buffer[]): Generator<Buffer[]> {
  for (let which = 0; which < hashes.length; which++)
    for (let bit = 0; bit < 256; bit += 37) {
      const changed = hashes.map((hash) => Buffer.from(hash));
      const at = bit >> 3;
      changed[which]?.writeUInt8((changed[which]?.readUInt8(at) ?? 0) ^ (1 << (bit & 7)), at);
      yield changed;
    }
}

it("has the roots that RFC 6962's own test data have", () => {
  const entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  const frontier = new Frontier();
  expect(EMPTY_ROOT.toString("hex")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const roots = entries.map((hex) => {
    frontier.append(leafHash(Buffer.from(hex, "hex")));
    return frontier.root().toString("hex");
  });
  expect(roots).toEqual([
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]);
});

it.each(vectors.inclusion)("judges the public inclusion proof: $leafIdx of $treeSize, $desc", (vector) => {
  const proof = (vector.proof ?? []).map(bytes);
  const holds = verifyInclusion(vector.leafIdx, vector.treeSize, bytes(vector.leafHash), proof, bytes(vector.root));
  expect(holds).toBe(!vector.wantErr);
});

it.each(vectors.consistency)("judges the public consistency proof: $size1 in $size2, $desc", (vector) => {
  const proof = (vector.proof ?? []).map(bytes);
  const holds = verifyConsistency(vector.size1, vector.size2, proof, bytes(vector.root1), bytes(vector.root2));
  expect(holds).toBe(!vector.wantErr);
});

it("proves every leaf of every tree, at its own place only", () => {
  for (const { size, first } of parts) {
    const index = first - 1;
    const proof = log.prove(inclusionRanges(index, size));
    const holds = (at: number, of: number, by = proof) => verifyInclusion(at, of, leafAt(index), by, rootAt(size));
    expect(holds(index, size), `${index} of ${size}`).toBe(true);
    expect([
      holds(index + 1, size),
      holds(index - 1, size),
      holds(index, size, proof.slice(1).concat(proof.slice(0, 1)).concat(leafAt(0))),
    ]).toEqual([false, false, false]);
  }
});

it("proves of every tree that every larger one begins with it", () => {
  for (const { size, first } of parts) {
    const proof = log.prove(consistencyRanges(first, size));
    expect(verifyConsistency(first, size, proof, rootAt(first), rootAt(size)), `${first} in ${size}`).toBe(true);
    expect(verifyConsistency(first, size, [...proof, leafAt(0)], rootAt(first), rootAt(size))).toBe(false);
    if (first < size) expect(verifyConsistency(first, size, proof, rootAt(size), rootAt(first))).toBe(false);
  }
});

it("takes no proof of which a bit was changed", () => {
  for (const { size, first } of parts.filter(({ size }) => size > MOST - 9)) {
    const inclusion = [leafAt(first - 1), rootAt(size), ...log.prove(inclusionRanges(first - 1, size))];
    for (const [leaf, root, ...proof] of flipped(inclusion))
      expect(verifyInclusion(first - 1, size, leaf as Buffer, proof, root as Buffer)).toBe(false);
    const consistency = [rootAt(first), rootAt(size), ...log.prove(consistencyRanges(first, size))];
    for (const [firstRoot, root, ...proof] of flipped(consistency))
      expect(verifyConsistency(first, size, proof, firstRoot as Buffer, root as Buffer)).toBe(false);
  }
});

it("goes on from a frontier that was put away", () => {
  let frontier = new Frontier();
  for (const [index, leaf] of log.leaves.entries()) {
    frontier = new Frontier(frontier.size, frontier.toBytes());
    frontier.append(leaf);
    expect(frontier.root()).toEqual(rootAt(index + 1));
  }
  expect(() => new Frontier(3, Buffer.alloc(32))).toThrow("3 leaves");
  expect(() => new Frontier(-1)).toThrow("-1 leaves");
  expect(() => new Frontier().append(Buffer.from("entry"))).toThrow("5 bytes");
});

it("proves nothing about what is not there", () => {
  for (const [index, size] of [
    [0, 0],
    [3, 3],
    [-1, 3],
    [0.5, 3],
    [0, 2 ** 60],
  ])
    expect(() => inclusionRanges(index as number, size as number)).toThrow(RangeError);
  for (const [first, size] of [
    [0, 3],
    [4, 3],
    [1, Number.NaN],
  ])
    expect(() => consistencyRanges(first as number, size as number)).toThrow(RangeError);
});

it("finds its way in a log of any size", () => {
  const size = 2 ** 52 + 1;
  expect(inclusionRanges(0, size)).toHaveLength(53);
  expect(inclusionRanges(size - 1, size)).toEqual([[{ level: 52, index: 0 }]]);
});
