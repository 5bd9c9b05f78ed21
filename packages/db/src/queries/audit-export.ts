/** Everything that an auditor checks, as of one moment. */
import { sql } from "drizzle-orm";
import type { Db, Tx } from "../connect.ts";
import { type AuditCheckpointRow, auditCheckpoints, auditNodes, type ConsentRow, type SessionRow } from "../schema/index.ts";
import { type RawRecord, recordColumns } from "./audit-seal.ts";

export interface AuditSnapshot {
  checkpoints(): Promise<SnapshotCheckpoint[]>;
  nodes(): Promise<SnapshotNode[]>;
  /** Sealed rows in their order, then those that are not. */
  rows(): AsyncIterable<SnapshotRow>;
  consents(): AsyncIterable<SnapshotConsent>;
  sessions(): AsyncIterable<SnapshotSession>;
}

export type SnapshotCheckpoint = Pick<AuditCheckpointRow, "size" | "root" | "note">;
export type SnapshotNode = typeof auditNodes.$inferSelect;

export interface SnapshotConsent extends Pick<ConsentRow, "id" | "purpose" | "evidence"> {
  user_id: string;
  document_version: string;
  sportsbooks: string[] | null;
  evidence_salt: string | null;
  withdrawal_reason: string | null;
  withdrawn: boolean;
  expires_at: Date | string | null;
}

export interface SnapshotSession extends Pick<SessionRow, "id" | "sportsbook" | "status"> {
  user_id: string;
  consent_id: string;
  paper_trading: boolean;
  expires_at: Date | string;
}

/** `id` is the leaf's; what the row itself has is null when it is gone. */
export type SnapshotRow = { [Name in Exclude<keyof RawRecord, "id">]: RawRecord[Name] | null } & {
  id: string;
  leaf_index: string | null;
  hash: Buffer | null;
  copies: Record<string, unknown> | null;
};

const AT_ONCE = 2_000;

/** As long as `use` takes, PostgreSQL keeps what it sees: rows that are deleted meanwhile take room. */
export function withAuditSnapshot<Out>(db: Db, use: (snapshot: AuditSnapshot) => Promise<Out>): Promise<Out> {
  return db.transaction(
    async (tx) => {
      await tx.execute(
        sql`select set_config('idle_in_transaction_session_timeout', '0', true), set_config('statement_timeout', '0', true)`,
      );
      return use(snapshotOf(tx));
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

export function snapshotOf(tx: Tx): AuditSnapshot {
  return {
    checkpoints: () =>
      tx
        .select({ size: auditCheckpoints.size, root: auditCheckpoints.root, note: auditCheckpoints.note })
        .from(auditCheckpoints)
        .orderBy(auditCheckpoints.size),
    nodes: () => tx.select().from(auditNodes).orderBy(auditNodes.level, auditNodes.nodeIndex),
    async *rows() {
      yield* pages<SnapshotRow>(tx, (last) => sealedAfter(last?.leaf_index ?? "-1"));
      yield* pages<SnapshotRow>(tx, (last) => notSealedAfter(last?.id ?? NO_ID));
    },
    consents: () =>
      pages(
        tx,
        (last) => sql`
        select id, user_id, purpose, document_version, to_jsonb(sportsbooks) as sportsbooks, evidence, evidence_salt,
          withdrawal_reason, withdrawn_at is not null as withdrawn, expires_at from user_consents
        where id > ${last?.id ?? NO_ID}::uuid order by id limit ${AT_ONCE}`,
      ),
    sessions: () =>
      pages(
        tx,
        (last) => sql`
        select id, user_id, consent_id, sportsbook, paper_trading, status, expires_at from sportsbook_sessions
        where id > ${last?.id ?? NO_ID}::uuid order by id limit ${AT_ONCE}`,
      ),
  };
}

const NO_ID = "00000000-0000-0000-0000-000000000000";

async function* pages<Row extends { id: string }>(tx: Tx, after: (last: Row | undefined) => ReturnType<typeof sql>): AsyncIterable<Row> {
  let last: Row | undefined;
  do {
    const rows = (await tx.execute(after(last))) as unknown as Row[];
    yield* rows;
    last = rows.length === AT_ONCE ? rows.at(-1) : undefined;
  } while (last);
}

const copies = sql`case when rows.id is null then null else jsonb_build_object('actor', rows.actor, 'action', rows.action, 'subject', rows.subject,
  'outcome', rows.outcome, 'user_id', rows.user_id, 'job_id', rows.job_id, 'worker_id', rows.worker_id, 'request_id', rows.request_id,
  'detail', rows.detail) end as copies`;

const sealedAfter = (index: string) => sql`
  select ${recordColumns}, ${copies}, leaves.audit_id as id, leaves.leaf_index, leaves.hash
  from audit_leaves as leaves left join audit_logs as rows on rows.id = leaves.audit_id
  where leaves.leaf_index > ${index}::bigint order by leaves.leaf_index limit ${AT_ONCE}`;

const notSealedAfter = (id: string) => sql`
  select ${recordColumns}, ${copies}, null as leaf_index, null as hash from audit_logs as rows
  where rows.id > ${id}::uuid and not exists (select from audit_leaves where audit_id = rows.id) order by rows.id limit ${AT_ONCE}`;
