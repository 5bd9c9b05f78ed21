/** Proofs about the sealed audit log, from what is stored of its tree. */
import { type HashRange, type Queryable, readHashes } from "@assent/db";
import { STORED_EVERY_LEVELS } from "@assent/domain";
import { consistencyRanges, inclusionRanges, nodeHash, type Range, rangeHash, type Subtree } from "@assent/ledger";

/** That the leaf is in the tree of so many leaves. @throws RangeError when it cannot be */
export const proveInclusion = (db: Queryable, index: number, size: number): Promise<Buffer[]> => hashesOf(db, inclusionRanges(index, size));

/** That the tree of `size` leaves begins with that of `first`. @throws RangeError when it cannot */
export const proveConsistency = (db: Queryable, first: number, size: number): Promise<Buffer[]> =>
  hashesOf(db, consistencyRanges(first, size));

async function hashesOf(db: Queryable, ranges: Range[]): Promise<Buffer[]> {
  const subtrees = ranges.flat();
  const stored = subtrees.length === 0 ? [] : await readHashes(db, subtrees.map(storedOf));
  const roots = stored.map((hashes, i) => rootOf(hashes, subtrees[i] as Subtree));
  let used = 0;
  return ranges.map((range) => {
    used += range.length;
    return rangeHash(roots.slice(used - range.length, used));
  });
}

function storedOf({ level, index }: Subtree): HashRange {
  const count = 2 ** (level % STORED_EVERY_LEVELS);
  return { level: level - (level % STORED_EVERY_LEVELS), from: index * count, count };
}

/** @throws Error when some of its hashes are gone */
function rootOf(hashes: Buffer[], subtree: Subtree): Buffer {
  if (hashes.length !== storedOf(subtree).count)
    throw new Error(`the tree of the audit log has lost hashes below its node ${subtree.index} of level ${subtree.level}`);
  let row = hashes;
  while (row.length > 1) row = pairs(row);
  return row[0] as Buffer;
}

const pairs = (row: Buffer[]) => Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i] as Buffer, row[2 * i + 1] as Buffer));
