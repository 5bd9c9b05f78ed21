/** Whatever is in a small log: no bit of it, and no two rows of it, change places without that its root or a proof says so. */
import { type AuditLeaf, encodeLeaf } from "@assent/domain";
import { Frontier, inclusionRanges, leafHash, rangeHash, verifyInclusion } from "@assent/ledger";
import { AUDIT_KEY } from "@assent/testkit";
import { parseMacKeys } from "@assent/vault";
import fc from "fast-check";
import { expect, it } from "vitest";

const keys = parseMacKeys(AUDIT_KEY);

const row: fc.Arbitrary<AuditLeaf> = fc
  .record({ id: fc.uuid(), atUs: fc.integer({ min: 0, max: 2 ** 51 }), txid: fc.nat().map(String), body: fc.string({ maxLength: 40 }) })
  .map(({ body, ...rest }) => {
    const { keyId: macKey, mac } = keys.authenticate(body);
    return { ...rest, body, macKey, mac };
  });
const rows = fc.uniqueArray(row, { selector: ({ id }) => id, minLength: 2, maxLength: 9 });

function treeOf(leaves: Buffer[]) {
  const [frontier, kept] = [new Frontier(), new Map<string, Buffer>()];
  for (const leaf of leaves) for (const { level, index, hash } of frontier.append(leafHash(leaf))) kept.set(`${level}/${index}`, hash);
  const hashOf = ({ level, index }: { level: number; index: number }) => kept.get(`${level}/${index}`) as Buffer;
  const prove = (index: number) => inclusionRanges(index, leaves.length).map((range) => rangeHash(range.map(hashOf)));
  return { root: frontier.root(), prove };
}

function* flipped(bytes: Uint8Array): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield changed;
  }
}

it("no two rows of it change places", () => {
  const noticed = fc.property(rows, (log) => {
    const leaves = log.map(encodeLeaf);
    const { root } = treeOf(leaves);
    for (const [i, one] of leaves.entries())
      for (let j = i + 1; j < leaves.length; j++) {
        const other = leaves[j] as Buffer;
        expect(treeOf(leaves.with(i, other).with(j, one)).root, `${i} and ${j}`).not.toEqual(root);
      }
  });
  fc.assert(noticed, { numRuns: 100 });
});

it("no row of it is left out, told twice or cut off at the end", () => {
  const noticed = fc.property(rows, (log) => {
    const leaves = log.map(encodeLeaf);
    const { root } = treeOf(leaves);
    for (const [i, leaf] of leaves.entries()) {
      expect(treeOf(leaves.toSpliced(i, 1)).root).not.toEqual(root);
      expect(treeOf(leaves.toSpliced(i, 0, leaf)).root).not.toEqual(root);
    }
  });
  fc.assert(noticed, { numRuns: 100 });
});

it("no bit of a leaf is flipped: neither its root nor the proof of it holds any more", () => {
  const noticed = fc.property(rows, fc.nat(), (log, at) => {
    const [leaves, index] = [log.map(encodeLeaf), at % log.length];
    const { root, prove } = treeOf(leaves);
    const proof = prove(index);
    expect(verifyInclusion(index, leaves.length, leafHash(leaves[index] as Buffer), proof, root)).toBe(true);
    for (const changed of flipped(leaves[index] as Buffer)) {
      expect(verifyInclusion(index, leaves.length, leafHash(changed), proof, root)).toBe(false);
      expect(treeOf(leaves.with(index, changed)).root).not.toEqual(root);
    }
  });
  fc.assert(noticed, { numRuns: 5 });
});

it("no bit of a row's code is flipped, nor the code of one row taken for another", () => {
  const noticed = fc.property(row, row, (one, other) => {
    const code = { keyId: one.macKey, mac: Buffer.from(one.mac) };
    expect(keys.verify(one.body, code)).toBe(true);
    for (const mac of flipped(one.mac)) expect(keys.verify(one.body, { ...code, mac })).toBe(false);
    if (one.body !== other.body) expect(keys.verify(other.body, code)).toBe(false);
  });
  fc.assert(noticed, { numRuns: 20 });
});

it("no two different rows have the same leaf", () => {
  const apart = fc.property(row, row, fc.string({ maxLength: 3 }), (one, other, text) => {
    const changes: Partial<AuditLeaf>[] = [
      { id: other.id },
      { atUs: other.atUs },
      { txid: other.txid },
      { mac: other.mac, body: other.body },
    ];
    changes.push({ macKey: one.macKey + text }, { body: one.body + text });
    for (const change of changes) {
      const isSame = JSON.stringify({ ...one, ...change }) === JSON.stringify(one);
      expect(encodeLeaf({ ...one, ...change }).equals(encodeLeaf(one))).toBe(isSame);
    }
  });
  fc.assert(apart, { numRuns: 300 });
});
