import type { Verifier } from "@assent/ledger";
import type { MacKeys } from "@assent/vault";
import { SignedRoots } from "./checkpoints.ts";
import { type Finding, Findings } from "./findings.ts";
import { Integrity } from "./integrity.ts";
import type { AuditExport, Item } from "./items.ts";
import { Law } from "./law.ts";
import { StoredTree } from "./stored-tree.ts";

export interface VerifyOptions {
  /** Whose signatures count. */
  verifiers: Verifier[];
  /** Without them nobody can tell whether a row was forged before it was sealed. */
  keys?: MacKeys | undefined;
  /** Checkpoints that were kept outside of the database: signed notes. */
  outside?: string[];
  onProgress?(rows: number): void;
}

export interface Report {
  rows: number;
  leaves: number;
  checkpoints: number;
  /** How many of them were kept outside of the database. */
  outside: number;
  /** Not sealed yet: nothing proves that none of them is missing. */
  unsealed: number;
  /** From before the log was sealed: nothing is proven about them. */
  older: number;
  /** The first of them. */
  findings: Finding[];
  total: number;
  /** Why the whole log cannot be judged. */
  incomplete: string[];
}

const PROGRESS_EVERY = 1_000;

/** @throws Error when the export cannot be read */
export async function verifyAudit(items: AuditExport, { verifiers, keys, outside = [], onProgress }: VerifyOptions): Promise<Report> {
  const findings = new Findings();
  const roots = new SignedRoots(findings, verifiers);
  const tree = new StoredTree(findings);
  const integrity = new Integrity(findings, roots, tree, keys);
  const law = new Law(findings);
  const seen = { items: 0, rows: 0, ended: false };
  const take = (item: Item) => {
    if (item.kind === "checkpoint") roots.takeStored(item);
    if (item.kind === "node") tree.take(item);
    if (item.kind === "row") {
      integrity.take(item);
      law.take(item);
      if (++seen.rows % PROGRESS_EVERY === 0) onProgress?.(seen.rows);
    }
    if (item.kind === "consent") law.compareConsent(item);
    if (item.kind === "session") law.compareSession(item);
    if (item.kind === "end") seen.ended = item.items === seen.items;
    seen.items++;
  };

  for (const note of outside) roots.take(note, "outside");
  for await (const item of items) take(item);
  law.judge();
  if (seen.ended) law.expectAllInTables();
  roots.expectEnd(integrity.leaves);
  tree.expectEnd();
  onProgress?.(seen.rows);
  return {
    ...{
      rows: seen.rows,
      leaves: integrity.leaves,
      checkpoints: roots.count,
      outside: roots.outside,
      unsealed: integrity.unsealed,
      older: integrity.older,
    },
    ...{ findings: findings.kept, total: findings.total, incomplete: incompleteness(seen.ended, verifiers, keys) },
  };
}

function incompleteness(ended: boolean, verifiers: Verifier[], keys: MacKeys | undefined): string[] {
  return [
    ...(ended ? [] : ["the export is cut off: its last line is missing, or lines before it"]),
    ...(verifiers.length > 0 ? [] : ["no public key was given, so no signature counts"]),
    ...(keys ? [] : ["no AUDIT_KEY was given, so a row that was forged before it was sealed is not found"]),
  ];
}
