/**
 * Seals the audit log. Each row becomes a leaf of an RFC 6962 tree, in the order of the transactions, and the root is signed; from
 * then on no row can be changed, taken out or put in without that a proof fails. What writes the rows waits for none of it.
 *
 * One worker does it at a time. The lock of the one row in `audit_seal` makes it so, and its size is the fence: leaves, nodes,
 * checkpoint and size commit together, or not at all.
 */
import {
  type AuditRecord,
  type AuditSealRow,
  addCheckpoint,
  appendLeaves,
  appendNodes,
  type Db,
  isSealedAhead,
  latestCheckpoint,
  lockSeal,
  moveSeal,
  type NewNode,
  type Tx,
  unsealedAudit,
} from "@assent/db";
import { encodeLeaf, isStoredLevel } from "@assent/domain";
import { Frontier, formatCheckpoint, leafHash, type Signer, signNote } from "@assent/ledger";
import type { MacKeys } from "@assent/vault";
import type { Copies } from "./copies.ts";

export interface SealerOptions {
  db: Db;
  /** The first names the log. A log that changes its key is signed with both for a while. */
  signers: [Signer, ...Signer[]];
  keys: MacKeys;
  copies: Copies;
  /** Told of rows that no process of this deployment has written. They are sealed all the same: to leave them out would hide them. */
  onForged(ids: string[]): void;
}

export interface Sealer {
  /** Seals what can be sealed now. @throws Error when the log is not what was sealed and published before: then nothing is signed */
  seal(signal: AbortSignal): Promise<void>;
}

const MOST_AT_ONCE = 2_000;

export function createSealer({ db, signers, keys, copies, onForged }: SealerOptions): Sealer {
  /** What this process knows to have been sealed: a database that has less was rolled back. */
  let known = 0;
  let compared = false;

  /** Before they are sealed: told twice is better than not at all. */
  function tellOfForged(rows: AuditRecord[]) {
    const forged = rows.filter(({ body, macKey: keyId, mac }) => keys.verify(body, { keyId, mac }) !== true);
    if (forged.length > 0) onForged(forged.map(({ id }) => id));
  }

  async function sealSome(): Promise<{ rows: AuditRecord[]; note?: string; size: number }> {
    return db.transaction(async (tx) => {
      const seal = await lockSeal(tx);
      if (!seal) return { rows: [], size: 0 };
      expectNoLonger(known, seal.size);
      const frontier = await frontierOf(tx, seal);
      const rows = await unsealedAudit(tx, seal, MOST_AT_ONCE);
      if (rows.length === 0) return { rows, size: seal.size };
      tellOfForged(rows);
      return { rows, note: await append(tx, seal, frontier, rows, signers), size: frontier.size };
    });
  }

  async function seal(signal: AbortSignal) {
    if (!compared) known = (await copies.largest(signers))?.size ?? 0;
    compared = true;
    for (let last = MOST_AT_ONCE; last === MOST_AT_ONCE && !signal.aborted; ) {
      const { rows, note, size } = await sealSome();
      last = rows.length;
      known = Math.max(known, size);
      if (note) await copies.publish({ note, size });
    }
  }

  return { seal };
}

/** A database that was restored from a backup has forgotten what was published since. */
function expectNoLonger(known: number, size: number) {
  if (known > size)
    throw new Error(
      `the audit log has ${size} sealed rows, and had ${known} by a checkpoint of it: the database was restored from a backup or rolled back, and nothing is sealed before somebody has decided what that means`,
    );
}

/** @throws Error when what was sealed last is not what is here */
async function frontierOf(tx: Tx, seal: AuditSealRow): Promise<Frontier> {
  const frontier = new Frontier(seal.size, seal.frontier);
  const last = await latestCheckpoint(tx);
  const isSame = last ? last.size === seal.size && last.root.equals(frontier.root()) : seal.size === 0;
  if (!isSame)
    throw new Error(
      "the state of the sealing (audit_seal) does not belong to the last checkpoint (audit_checkpoints): one of them was changed",
    );
  if (await isSealedAhead(tx, seal))
    throw new Error(
      "the last sealed row is of a transaction that this PostgreSQL has not reached: the database was copied here from another one",
    );
  return frontier;
}

async function append(tx: Tx, seal: AuditSealRow, frontier: Frontier, rows: AuditRecord[], signers: [Signer, ...Signer[]]) {
  const leaves = rows.map((row) => ({ auditId: row.id, hash: leafHash(encodeLeaf(row)) }));
  const nodes = leaves.flatMap(({ hash }) => frontier.append(hash)).filter(isStored);
  const last = rows.at(-1) as AuditRecord;
  const { size } = frontier;
  const root = frontier.root();
  const note = signNote(formatCheckpoint({ origin: signers[0].name, size, root }), signers);
  await appendLeaves(tx, seal.size, leaves);
  await appendNodes(tx, nodes);
  await addCheckpoint(tx, { size, root, note });
  await moveSeal(tx, seal, { size, frontier: frontier.toBytes(), txid: BigInt(last.txid), auditId: last.id });
  return note;
}

const isStored = ({ level }: NewNode) => isStoredLevel(level);
