import { getTableColumns, sql } from "drizzle-orm";
import type { Queryable } from "../../connect.ts";
import { idempotencyKeys, type JobRow, jobs } from "../../schema/index.ts";
import { selected } from "../selected.ts";

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
 * Accepts many jobs with one statement. A job whose key is taken is left out; those without a key do not pay for the others'.
 *
 * @returns the ids that were inserted; one is missing where its principal has used its idempotency key before.
 */
export async function insertJobs(db: Queryable, news: NewJob[]): Promise<Set<string>> {
  const keyed = news.some(({ idempotencyKey }) => idempotencyKey !== null);
  const inserted = await db.execute<{ id: string }>(sql`
    with new as (
      select * from jsonb_to_recordset(${JSON.stringify(news)}::jsonb) as new(
        id uuid, kind text, payload jsonb, principal text, "userId" uuid, "requestId" text, traceparent text,
        "idempotencyKey" text, "requestHash" text, "deliveryId" uuid))${keyed ? takenKeys : none}
    insert into jobs (id, kind, payload, principal, user_id, request_id, traceparent, delivery_id)
    select id, kind, payload, principal, "userId", "requestId", traceparent, "deliveryId" from new${keyed ? whereKeyWasFree : none}
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

const none = sql``;
/** In the order of the keys: two such statements that share keys then wait for one another instead of deadlocking. */
const takenKeys = sql`,
    taken as (
      insert into idempotency_keys (principal, key, request_hash, job_id)
      select principal, "idempotencyKey", "requestHash", id from new where "idempotencyKey" is not null order by principal, "idempotencyKey"
      on conflict (principal, key) do nothing
      returning job_id)`;
const whereKeyWasFree = sql` where "idempotencyKey" is null or id in (select job_id from taken)`;

/** A job and the key under which it was accepted. */
export type KeyedJob = JobRow & { idempotencyKey: string; requestHash: string };

/**
 * The jobs that were accepted under these keys. The laterals keep the order in which PostgreSQL looks: key by key, then
 * job by job, whatever it believes about the size of the tables.
 */
export const findByIdempotencyKeys = (db: Queryable, keys: { principal: string; idempotencyKey: string }[]): Promise<KeyedJob[]> => {
  const wanted = keys.map(({ principal, idempotencyKey }) => ({ asker: principal, wish: idempotencyKey }));
  const keyOfJob = { idempotencyKey: sql<string>`found.key`, requestHash: sql<string>`found.request_hash` };
  return db.select({ ...selected(getTableColumns(jobs)), ...keyOfJob }).from(sql`
    jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as wanted(asker text, wish text),
    lateral (select key, request_hash, job_id from ${idempotencyKeys} where principal = asker and key = wish offset 0) as found,
    lateral (select * from ${jobs} where id = found.job_id offset 0) as jobs`);
};

/** Forgets keys that are older than this. @param limit the most at once @returns how many they were. */
export async function forgetKeys(db: Queryable, olderThanMs: number, limit: number): Promise<number> {
  const gone = await db.execute(sql`
    delete from idempotency_keys where ctid = any(array(
      select ctid from idempotency_keys where created_at < (select clock_timestamp()) - ${olderThanMs} * interval '1 millisecond'
      order by created_at limit ${limit}))`);
  return gone.count;
}
