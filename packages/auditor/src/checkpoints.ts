/** What was signed, inside of the database and outside: the root of the tree at some of its sizes. */
import { type Checkpoint, type Frontier, parseCheckpoint, type Verifier, verifyNote } from "@assent/ledger";
import type { Findings } from "./findings.ts";

type Place = "inside" | "outside";

export class SignedRoots {
  readonly #bySize = new Map<number, { root: Buffer; place: Place }[]>();
  readonly #findings: Findings;
  readonly #verifiers: Verifier[];
  #largest: Record<Place, number> = { inside: 0, outside: 0 };
  count = 0;
  outside = 0;

  constructor(findings: Findings, verifiers: Verifier[]) {
    this.#findings = findings;
    this.#verifiers = verifiers;
  }

  /** Without a key to check it with, a checkpoint says nothing. @returns what it says, if that counts */
  take(note: string, place: Place): Checkpoint | undefined {
    if (this.#verifiers.length === 0) return undefined;
    const checkpoint = this.#read(note);
    if (checkpoint) this.#keep(checkpoint, place);
    else this.#findings.add("checkpoint-signature", `a checkpoint ${place} of the database is not signed with a known key`);
    return checkpoint;
  }

  takeStored({ note, size, root }: { note: string; size: number; root: string }): void {
    const checkpoint = this.take(note, "inside");
    if (checkpoint && (checkpoint.size !== size || checkpoint.root.toString("hex") !== root))
      this.#findings.add("checkpoint-differs", `the checkpoint that is stored as that of ${size} rows is another one`);
  }

  #keep({ size, root }: Checkpoint, place: Place) {
    this.count++;
    if (place === "outside") this.outside++;
    this.#largest[place] = Math.max(this.#largest[place], size);
    this.#bySize.set(size, [...(this.#bySize.get(size) ?? []), { root, place }]);
    if (place === "inside") this.#findings.covered(size);
  }

  /** To be called at each size of the tree. */
  compare(tree: Frontier): void {
    for (const { root, place } of this.#bySize.get(tree.size) ?? []) {
      if (root.equals(tree.root())) continue;
      const rule = place === "inside" ? "root-differs" : "outside-differs";
      this.#findings.add(rule, `the checkpoint of ${tree.size} rows ${place} of the database signs another tree`, { leaf: tree.size - 1 });
    }
  }

  /** To be called when all leaves have been there. */
  expectEnd(size: number): void {
    if (this.#verifiers.length === 0) return;
    const { inside, outside } = this.#largest;
    if (inside > size) this.#findings.add("row-missing", `the last checkpoint covers ${inside} rows, and the log has ${size}`);
    if (outside > size) this.#findings.add("rolled-back", `a checkpoint outside covers ${outside} rows, and the log has ${size}`);
    if (inside < size) this.#findings.add("leaf-unsigned", `the log has ${size} leaves, and the last checkpoint covers ${inside}`);
  }

  #read(note: string): Checkpoint | undefined {
    const text = verifyNote(Buffer.from(note), this.#verifiers)?.text;
    return text === undefined ? undefined : parseCheckpoint(text);
  }
}
