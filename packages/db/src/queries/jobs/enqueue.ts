import { getTableColumns, sql } from "drizzle-orm";
import type { Queryable } from "../../connect.ts";
import { type JobRow, jobs } from "../../schema/index.ts";

export interface NewJob {
  id: string;
  kind: string;
  payload: Record<string, unknown>;
  principal: string;
  userId: string | null;
  requestId: string | null;
  traceparent: string | null;
  idempotencyKey: string | null;
  requestHash: string | null;
  /** The BullMQ job that will carry it with others; none when it travels alone. */
  deliveryId?: string | null;
}

/**
 * Accepts many jobs with one statement, in the order of their keys: two such statements that share keys then wait for
 * one another instead of deadlocking.
 *
 * @returns the ids that were inserted; one is missing where its principal has used its idempotency key before.
 */
export async function insertJobs(db: Queryable, news: NewJob[]): Promise<Set<string>> {
  const inserted = await db.execute<{ id: string }>(sql`
    insert into jobs (id, kind, payload, principal, user_id, request_id, traceparent, idempotency_key, request_hash, delivery_id)
    select id, kind, payload, principal, "userId", "requestId", traceparent, "idempotencyKey", "requestHash", "deliveryId"
    from jsonb_to_recordset(${JSON.stringify(news)}::jsonb) as new(
      id uuid, kind text, payload jsonb, principal text, "userId" uuid, "requestId" text, traceparent text,
      "idempotencyKey" text, "requestHash" text, "deliveryId" uuid)
    order by principal, "idempotencyKey"
    on conflict (principal, idempotency_key) where idempotency_key is not null do nothing
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

/** The jobs that were accepted under these keys. */
export const findByIdempotencyKeys = (db: Queryable, keys: { principal: string; idempotencyKey: string }[]): Promise<JobRow[]> => {
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as wanted(principal text, "idempotencyKey" text)`;
  return db
    .select(getTableColumns(jobs))
    .from(jobs)
    .innerJoin(wanted, sql`(${jobs.principal}, ${jobs.idempotencyKey}) = (wanted.principal, wanted."idempotencyKey")`);
};
