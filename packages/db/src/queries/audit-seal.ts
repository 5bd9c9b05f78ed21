/** How the audit log is sealed: rows become leaves of a tree in the order of their transactions. */
import { desc, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { linesOf } from "../lines.ts";
import { type AuditCheckpointRow, type AuditSealRow, auditCheckpoints, auditSeal } from "../schema/index.ts";

/** A row of the audit log with all that its leaf is made of. */
export interface AuditRecord {
  id: string;
  /** When it was written, in microseconds since 1970. */
  atUs: number;
  txid: string;
  body: string;
  macKey: string;
  mac: Buffer;
}

/** One sealer at a time: who comes second gets nothing, and leaves it to the first. */
export async function lockSeal(tx: Tx): Promise<AuditSealRow | undefined> {
  const [row] = await tx.select().from(auditSeal).for("no key update", { skipLocked: true });
  return row;
}

export async function readSeal(db: Queryable): Promise<AuditSealRow> {
  const [row] = await db.select().from(auditSeal);
  if (!row) throw new Error("audit_seal has lost its row: the audit log cannot be sealed any more, nor proven to be whole");
  return row;
}

/** For statements whose rows are called `rows`. */
export const recordColumns = sql`rows.id, case when isfinite(rows.occurred_at) then (extract(epoch from rows.occurred_at) * 1000000)::bigint else 0 end::text as at_us, rows.txid::text, rows.body, rows.mac_key,
  rows.mac`;

export type RawRecord = Record<"id" | "at_us" | "txid" | "body" | "mac_key", string> & { mac: Buffer };

export const recordOf = ({ id, at_us, txid, body, mac_key, mac }: RawRecord): AuditRecord => ({
  ...{ id, atUs: Number(at_us), txid, body, macKey: mac_key, mac },
});

/**
 * The rows after the last that is sealed, oldest transaction first. Only those of transactions below the oldest that is still open:
 * nothing can appear among them any more. To follow the ids instead would lose what commits late.
 */
export async function unsealedAudit(tx: Tx, { txid, auditId }: AuditSealRow, limit: number): Promise<AuditRecord[]> {
  const rows = await tx.execute<RawRecord>(sql`
    select ${recordColumns} from audit_logs as rows
    where (rows.txid, rows.id) > (${String(txid)}::xid8, ${auditId}::uuid) and rows.txid < pg_snapshot_xmin(pg_current_snapshot())
      and rows.body is not null
    order by rows.txid, rows.id limit ${limit}`);
  return rows.map(recordOf);
}

export interface NewLeaf {
  auditId: string;
  hash: Buffer;
}

/** @param from the index of the first of them */
export const appendLeaves = (tx: Tx, from: number, leaves: NewLeaf[]) =>
  tx.execute(sql`
    insert into audit_leaves (leaf_index, audit_id, hash)
    select ${from} + place - 1, audit_id::uuid, decode(hash, 'hex')
    from rows from (${linesOf(leaves.map(({ auditId }) => auditId))}, ${hexOf(leaves)}) with ordinality as new(audit_id, hash, place)`);

export interface NewNode {
  level: number;
  index: number;
  hash: Buffer;
}

export async function appendNodes(tx: Tx, nodes: NewNode[]): Promise<void> {
  if (nodes.length === 0) return;
  const places = JSON.stringify(nodes.map(({ level, index }) => ({ level, index })));
  await tx.execute(sql`
    insert into audit_nodes (level, node_index, hash)
    select (at->>'level')::smallint, (at->>'index')::bigint, decode(hash, 'hex')
    from rows from (jsonb_array_elements(${places}::jsonb), ${hexOf(nodes)}) as new(at, hash)`);
}

const hexOf = (rows: { hash: Buffer }[]) => linesOf(rows.map(({ hash }) => hash.toString("hex")));

/** The fence: whoever has sealed from another size than the row has by now must not commit. @throws Error then */
export async function moveSeal(tx: Tx, from: AuditSealRow, to: Pick<AuditSealRow, "size" | "frontier" | "txid" | "auditId">) {
  const moved = await tx.update(auditSeal).set(to).where(sql`${auditSeal.size} = ${from.size}`).returning({ size: auditSeal.size });
  if (moved.length !== 1) throw new Error(`the audit log was sealed by somebody else from its size of ${from.size} on`);
}

export const addCheckpoint = (tx: Tx, checkpoint: Pick<AuditCheckpointRow, "size" | "root" | "note">) =>
  tx.insert(auditCheckpoints).values(checkpoint);

export async function latestCheckpoint(db: Queryable): Promise<AuditCheckpointRow | undefined> {
  const [row] = await db.select().from(auditCheckpoints).orderBy(desc(auditCheckpoints.size)).limit(1);
  return row;
}

/** Whether the log was begun in another cluster: a copy of it, restored where transactions count from the beginning again. */
export async function isSealedAhead(tx: Tx, { txid }: AuditSealRow): Promise<boolean> {
  const [row] = await tx.execute<{ ahead: boolean }>(sql`select ${String(txid)}::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) as ahead`);
  return row?.ahead === true;
}

/** How long the oldest row that may be sealed has been waiting for it, in milliseconds; 0 when none is. */
export async function sealLagMs(db: Queryable): Promise<number> {
  const [row] = await db.execute<{ lag: number | null }>(sql`
    select (extract(epoch from clock_timestamp() - rows.occurred_at) * 1000)::float8 as lag from audit_seal,
      lateral (select occurred_at from audit_logs where (audit_logs.txid, audit_logs.id) > (audit_seal.txid, audit_seal.audit_id) and body is not null
        order by audit_logs.txid, audit_logs.id limit 1) as rows`);
  return Math.max(0, row?.lag ?? 0);
}

/** Of what is older than an hour one a minute stays, and of what is older than a day one an hour: each is consistent with all later ones. */
export const thinCheckpoints = (db: Queryable) =>
  db.execute(sql`
    with spans as (
      select size, date_trunc(case when sealed_at < statement_timestamp() - interval '1 day' then 'hour' else 'minute' end, sealed_at) as span
      from audit_checkpoints where sealed_at < statement_timestamp() - interval '1 hour'),
    followed as (select size, span = lead(span) over (order by size) as by_one_of_its_span from spans)
    delete from audit_checkpoints using followed where audit_checkpoints.size = followed.size and by_one_of_its_span`);
