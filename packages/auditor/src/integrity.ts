/** Whether the rows are those that were written and sealed. */
import { isDeepStrictEqual } from "node:util";
import { encodeLeaf } from "@assent/domain";
import { EMPTY_ROOT, Frontier, HASH_BYTES, leafHash } from "@assent/ledger";
import type { MacKeys } from "@assent/vault";
import type { SignedRoots } from "./checkpoints.ts";
import type { Findings } from "./findings.ts";
import type { ExportedRow, Item, RowBody } from "./items.ts";
import type { StoredTree } from "./stored-tree.ts";

type RowItem = Extract<Item, { kind: "row" }>;

/** No transaction takes longer. Rows are sealed in the order of transactions, so none is much older than one before it. */
const LONGEST_TRANSACTION_US = 15 * 60 * 1_000_000;

export class Integrity {
  readonly #tree = new Frontier();
  readonly #findings: Findings;
  readonly #roots: SignedRoots;
  readonly #stored: StoredTree;
  readonly #keys: MacKeys | undefined;
  #latestUs = 0;
  #last: { txid: bigint; id: string } | undefined;
  unsealed = 0;
  older = 0;

  constructor(findings: Findings, roots: SignedRoots, stored: StoredTree, keys: MacKeys | undefined) {
    this.#findings = findings;
    this.#roots = roots;
    this.#stored = stored;
    this.#keys = keys;
  }

  get leaves(): number {
    return this.#tree.size;
  }

  take({ id, leaf, row }: RowItem): void {
    if (leaf) this.#takeLeaf(id, leaf, row);
    else if (row?.body === null) this.#takeOlder(id, row);
    else if (row) this.#takeUnsealed(id, row);
    if (row && row.body !== null) this.#judge(id, leaf?.index, row);
  }

  #takeLeaf(id: string, { index, hash }: { index: number; hash: string }, row: ExportedRow | null) {
    const where = { row: id, leaf: index };
    if (index !== this.#tree.size) this.#findings.add("leaf-order", `leaf ${this.#tree.size} is missing, the next one is ${index}`, where);
    if (!row) this.#findings.add("row-missing", "the row is sealed, and is not in the log any more", where);
    else if (!isSealedAs(id, row, hash)) this.#findings.add("row-changed", "the row is not what was sealed", where);
    else this.#expectOrder(id, row, index);
    this.#stored.compare(this.#tree.append(hash.length === 2 * HASH_BYTES ? Buffer.from(hash, "hex") : EMPTY_ROOT));
    this.#roots.compare(this.#tree);
  }

  #expectOrder(id: string, { txid, at_us }: ExportedRow, leaf: number) {
    const place = { txid: BigInt(txid ?? 0), id };
    if (this.#last && !isBefore(this.#last, place))
      this.#findings.add("leaf-order", "the row is sealed after one of a later transaction", { row: id, leaf });
    if (at_us < this.#latestUs - LONGEST_TRANSACTION_US)
      this.#findings.add("row-backdated", "the row says that it is much older than one that was sealed before it", { row: id, leaf });
    this.#last = place;
    this.#latestUs = Math.max(this.#latestUs, at_us);
  }

  /** Rows have had a body for as long as they have had the number of their transaction. */
  #takeOlder(id: string, { txid }: ExportedRow) {
    this.older++;
    if (txid !== null) this.#findings.add("row-forged", "the row has no body, and is not older than the sealing", { row: id });
  }

  #takeUnsealed(id: string, { txid }: ExportedRow) {
    this.unsealed++;
    if (this.#last && txid !== null && !isBefore(this.#last, { txid: BigInt(txid), id }))
      this.#findings.add("row-inserted", "the row is not sealed, and stands among rows that are", { row: id });
  }

  #judge(id: string, leaf: number | undefined, { body, mac_key, mac, copies }: ExportedRow) {
    const where = leaf === undefined ? { row: id } : { row: id, leaf };
    const told = bodyOf(body ?? "");
    if (this.#keys && this.#keys.verify(body ?? "", { keyId: mac_key ?? "", mac: Buffer.from(mac ?? "", "hex") }) !== true)
      this.#findings.add("row-forged", "no process that has one of these keys has written the row so", where);
    if (told?.id !== id || !isDeepStrictEqual(copiesOf(told), copiesOf(copies)))
      this.#findings.add("copy-differs", "the row's columns do not tell what its body tells", where);
  }
}

const isBefore = (one: { txid: bigint; id: string }, other: { txid: bigint; id: string }) =>
  one.txid < other.txid || (one.txid === other.txid && one.id < other.id);

/** What cannot be encoded was not sealed. */
function isSealedAs(id: string, { at_us, txid, mac_key, mac, body }: ExportedRow, hash: string): boolean {
  try {
    const leaf = { id, atUs: at_us, txid: txid ?? "", macKey: mac_key ?? "", mac: Buffer.from(mac ?? "", "hex"), body: body ?? "" };
    return leafHash(encodeLeaf(leaf)).toString("hex") === hash;
  } catch {
    return false;
  }
}

/** @returns undefined when it is no row */
export function bodyOf(body: string): (RowBody & { id: string }) | undefined {
  try {
    const told = JSON.parse(body) as RowBody & { id: string };
    const isRow = [told.id, told.actor, told.action, told.subject, told.outcome].every((one) => typeof one === "string");
    return isRow && typeof told.detail === "object" && told.detail !== null ? told : undefined;
  } catch {
    return undefined;
  }
}

const copiesOf = (told: RowBody | undefined) => ({
  ...{ actor: told?.actor, action: told?.action, subject: told?.subject, outcome: told?.outcome, detail: told?.detail },
  ...{ user_id: told?.user_id ?? null, job_id: told?.job_id ?? null, worker_id: told?.worker_id ?? null },
  request_id: told?.request_id ?? null,
});
