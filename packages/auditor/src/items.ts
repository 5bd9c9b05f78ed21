/** An export: one of these a line, as JSON. Checkpoints and the stored nodes of the tree come first, then the rows as they are sealed, then the tables. */
export type Item =
  | { kind: "begin"; format: "assent-audit/1"; exported_at: string }
  /** With the size and the root in hex digits, as the table has them beside the note. */
  | { kind: "checkpoint"; note: string; size: number; root: string }
  | { kind: "node"; level: number; index: number; hash: string }
  | { kind: "row"; id: string; leaf: { index: number; hash: string } | null; row: ExportedRow | null }
  | ({ kind: "consent"; id: string; user_id: string; withdrawn: boolean; expires_at: string | null } & ConsentTold)
  | ({ kind: "session"; id: string; user_id: string; consent_id: string; status: string; expires_at: string } & SessionTold)
  | { kind: "end"; items: number };

interface ConsentTold {
  purpose: string;
  document_version: string;
  sportsbooks: string[] | null;
  /** Of the evidence that is there, with the salt that is there; undefined where there is no salt. */
  evidence_sha256?: string | undefined;
  /** Of the reason of its withdrawal, under the same salt; undefined in exports from before there was one. */
  reason_sha256?: string | null | undefined;
  /** Whether evidence, its salt and a reason are gone or were never there; undefined in older exports. */
  erased?: boolean | undefined;
}

interface SessionTold {
  sportsbook: string;
  paper_trading: boolean;
}

export type AuditExport = AsyncIterable<Item>;

export interface ExportedRow {
  at_us: number;
  /** These are null in rows that are older than sealing. */
  txid: string | null;
  mac_key: string | null;
  /** Hex digits. */
  mac: string | null;
  body: string | null;
  /** The columns that repeat the body, for those who search. */
  copies: RowBody;
}

/** What a row tells. */
export interface RowBody {
  actor: string;
  action: string;
  subject: string;
  outcome: string;
  user_id?: string | null;
  job_id?: string | null;
  worker_id?: string | null;
  request_id?: string | null;
  detail: Record<string, unknown>;
}

const KINDS = ["begin", "checkpoint", "node", "row", "consent", "session", "end"];

/** @throws Error when the line is none of an export */
export function parseItem(line: string, number: number): Item {
  const item = itemIn(line);
  if (item === undefined || !KINDS.includes(item.kind)) throw new Error(`line ${number} is not one of an export of the audit log`);
  return item;
}

function itemIn(line: string): Item | undefined {
  try {
    return (JSON.parse(line) as Item | null) ?? undefined;
  } catch {
    return undefined;
  }
}
