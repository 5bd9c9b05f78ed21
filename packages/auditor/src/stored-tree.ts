import { isStoredLevel } from "@assent/domain";
import type { Subtree } from "@assent/ledger";
import type { Findings } from "./findings.ts";

type Hashed<Hash> = Subtree & { hash: Hash };

/** What the database has of the tree above its leaves, from which it makes proofs. */
export class StoredTree {
  readonly #hashes = new Map<string, string>();
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** @param node its hash in hex digits */
  take({ level, index, hash }: Hashed<string>): void {
    this.#hashes.set(placeOf({ level, index }), hash);
  }

  /** @param completed the perfect subtrees that a leaf has completed */
  compare(completed: Hashed<Buffer>[]): void {
    for (const { level, index, hash } of completed.filter(({ level }) => isStoredLevel(level))) {
      const place = placeOf({ level, index });
      if (this.#hashes.get(place) !== hash.toString("hex"))
        this.#findings.add("node-differs", `the stored node ${place} is not the root of the subtree over the rows`);
      this.#hashes.delete(place);
    }
  }

  /** To be called when all leaves have been there. */
  expectEnd(): void {
    for (const place of this.#hashes.keys()) this.#findings.add("node-differs", `the stored node ${place} is over rows that are not there`);
  }
}

const placeOf = ({ level, index }: Subtree) => `${index} of level ${level}`;
