/** What proofs about the sealed audit log are made of. */
import { eq, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { type AuditCheckpointRow, auditCheckpoints } from "../schema/index.ts";
import { type AuditRecord, type RawRecord, recordColumns, recordOf } from "./audit-seal.ts";

export interface SealedRecord {
  index: number;
  /** Undefined when the row is gone. */
  record: AuditRecord | undefined;
}

/** @returns undefined when no such row is sealed yet */
export async function findLeaf(db: Queryable, auditId: string): Promise<SealedRecord | undefined> {
  const [row] = await db.execute<RawRecord & { leaf_index: string }>(sql`
    select leaves.leaf_index, ${recordColumns} from audit_leaves as leaves left join audit_logs as rows on rows.id = leaves.audit_id
    where leaves.audit_id = ${auditId}`);
  return row && { index: Number(row.leaf_index), record: row.id ? recordOf(row) : undefined };
}

export async function checkpointAt(db: Queryable, size: number): Promise<AuditCheckpointRow | undefined> {
  const [row] = await db.select().from(auditCheckpoints).where(eq(auditCheckpoints.size, size));
  return row;
}

/** The id of the row that tells of a consent's grant, if that is authenticated. */
export async function findGrant(db: Queryable, consentId: string): Promise<string | undefined> {
  const [row] = await db.execute<{ id: string }>(sql`
    select id from audit_logs where subject = ${`consent:${consentId}`} and action = 'consent.granted' and outcome = 'ok' and body is not null
    order by id limit 1`);
  return row?.id;
}

/** Of hashes that stand side by side on a stored level. */
export interface HashRange {
  /** 0 for the leaves, else one of the levels of `audit_nodes`. */
  level: number;
  from: number;
  count: number;
}

/** The hashes of each range, in its order, with one statement. */
export async function readHashes(db: Queryable, ranges: HashRange[]): Promise<Buffer[][]> {
  const rows = await db.execute<{ range: number; hash: Buffer }>(sql`
    select wanted.place::int as range, found.hash
    from jsonb_to_recordset(${JSON.stringify(ranges.map((range, place) => ({ ...range, place })))}::jsonb)
        as wanted(place int, level int, "from" bigint, count bigint),
      lateral (
        select leaf_index as at, hash from audit_leaves
        where wanted.level = 0 and leaf_index >= wanted."from" and leaf_index < wanted."from" + wanted.count
        union all
        select node_index, hash from audit_nodes
        where audit_nodes.level = wanted.level and node_index >= wanted."from" and node_index < wanted."from" + wanted.count) as found
    order by wanted.place, found.at`);
  const hashes = ranges.map((): Buffer[] => []);
  for (const { range, hash } of rows) hashes[range]?.push(hash);
  return hashes;
}
