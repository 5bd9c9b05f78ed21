export const RULES = {
  "checkpoint-signature": "every checkpoint is signed with a key that is known",
  "leaf-order": "leaves are numbered without a gap, in the order of transactions",
  "row-missing": "every sealed row is there",
  "row-changed": "every sealed row is what was sealed",
  "root-differs": "the tree over the rows has the root that was signed",
  "checkpoint-differs": "the columns of a checkpoint tell what its note tells",
  "node-differs": "the stored nodes of the tree are those over the rows",
  "outside-differs": "a checkpoint outside of the database and the log say the same",
  "rolled-back": "the log is not shorter than a checkpoint outside of it says",
  "leaf-unsigned": "every leaf is under a checkpoint",
  "row-forged": "every row is authenticated with a key of the deployment",
  "copy-differs": "the columns of a row tell what its body tells",
  "row-inserted": "no row appears behind those that are sealed",
  "row-backdated": "no row is much older than those that were sealed before it",
  "session-without-consent": "every session is created and unsealed inside a valid consent of its user",
  "session-outlives-consent": "a withdrawal ends all sessions under the consent, in its own transaction",
  "evidence-destroyed": "evidence of a consent goes only with an erasure of its user that is on record",
  "evidence-kept": "an erasure leaves no evidence and no reason behind",
  "table-differs": "the tables tell what the log tells",
} as const;
export type Rule = keyof typeof RULES;

export interface Finding {
  rule: Rule;
  says: string;
  /** The id of the audit row. */
  row?: string | undefined;
  leaf?: number | undefined;
  /** The size of the first checkpoint that covers it. */
  batch?: number | undefined;
}

const MOST_KEPT = 20;

/** Counts all and keeps the first twenty. */
export class Findings {
  readonly kept: Finding[] = [];
  total = 0;
  readonly #checkpoints: number[];

  /** @param checkpoints their sizes, to tell in which batch a row was sealed */
  constructor(checkpoints: number[] = []) {
    this.#checkpoints = checkpoints;
  }

  covered(size: number) {
    this.#checkpoints.push(size);
  }

  add(rule: Rule, says: string, where: { row?: string; leaf?: number } = {}) {
    this.total++;
    if (this.kept.length < MOST_KEPT) this.kept.push({ rule, says, ...where, batch: this.#batchOf(where.leaf) });
  }

  #batchOf(leaf: number | undefined): number | undefined {
    if (leaf === undefined) return undefined;
    const sizes = this.#checkpoints.filter((size) => size > leaf);
    return sizes.length > 0 ? Math.min(...sizes) : undefined;
  }
}
