import type { DeliveryView } from "@assent/domain";
import { and, count, desc, eq, lt, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { type WebhookRow, webhooks } from "../schema/index.ts";
import type { Page } from "./keyset.ts";

export type NewWebhook = Pick<WebhookRow, "id" | "url" | "types" | "secret" | "cursor" | "createdBy">;

/** @returns undefined when there are `most` already: one is added at a time */
export async function insertWebhook(tx: Tx, webhook: NewWebhook, most: number): Promise<WebhookRow | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('webhooks'))`);
  const [there] = await tx.select({ webhooks: count() }).from(webhooks);
  if ((there?.webhooks ?? 0) >= most) return undefined;
  const [row] = await tx.insert(webhooks).values(webhook).returning();
  return row;
}

export async function findWebhook(db: Queryable, id: string): Promise<WebhookRow | undefined> {
  const [row] = await db.select().from(webhooks).where(eq(webhooks.id, id));
  return row;
}

export const listWebhooks = (db: Queryable, { limit, before }: Page): Promise<WebhookRow[]> =>
  db
    .select()
    .from(webhooks)
    .where(before === undefined ? undefined : lt(webhooks.id, before))
    .orderBy(desc(webhooks.id))
    .limit(limit);

export type WebhookChanges = Partial<Pick<WebhookRow, "url" | "types" | "status" | "secret" | "cursor">>;

/** What it does from now on; whoever delivers at this moment may not say how far it has come. */
export async function changeWebhook(tx: Tx, id: string, changes: WebhookChanges, keepPreviousMs: number): Promise<WebhookRow | undefined> {
  const rotated = changes.secret !== undefined && {
    previousSecret: sql`${webhooks.secret}`,
    previousSecretUntil: sql`clock_timestamp() + ${keepPreviousMs} * interval '1 millisecond'`,
  };
  const resumed = changes.status === "active" && { attempts: 0, failingSince: null, nextAttemptAt: null, parkedAt: null };
  const [row] = await tx
    .update(webhooks)
    .set({ ...changes, ...rotated, ...resumed, lease: null, leasedUntil: null })
    .where(eq(webhooks.id, id))
    .returning();
  return row;
}

export async function deleteWebhook(tx: Tx, id: string): Promise<WebhookRow | undefined> {
  const [row] = await tx.delete(webhooks).where(eq(webhooks.id, id)).returning();
  return row;
}

const isDue = sql`coalesce(${webhooks.nextAttemptAt} <= clock_timestamp(), true)`;
const isFree = sql`coalesce(${webhooks.leasedUntil} <= clock_timestamp(), true)`;

export type IdleWebhook = Pick<WebhookRow, "id" | "cursor" | "types">;

/** Those that may be told of something now, and that nobody is telling, nor is going to. */
export async function idleWebhooks(db: Queryable): Promise<IdleWebhook[]> {
  const openJob = sql`exists (select from jobs where kind = 'webhook.deliver' and status = 'queued' and payload ->> 'webhook_id' = ${webhooks.id}::text
    and not coalesce((payload ->> 'test')::boolean, false))`;
  return db
    .select({ id: webhooks.id, cursor: webhooks.cursor, types: webhooks.types })
    .from(webhooks)
    .where(
      sql`${webhooks.status} = 'active' and ${isDue}
        and ${isFree} and not ${openJob}`,
    );
}

/**
 * Moves on past what it is not to be told of, unless somebody tells it of something, or it has been changed. A lease that has run out is
 * taken away: its holder may only have been asleep.
 *
 * @returns whether it did
 */
export async function passOver(db: Queryable, id: string, from: string, to: string): Promise<boolean> {
  const rows = await db
    .update(webhooks)
    .set({ cursor: to, lease: null, leasedUntil: null })
    .where(and(eq(webhooks.id, id), eq(webhooks.cursor, from), isFree))
    .returning({ id: webhooks.id });
  return rows.length === 1;
}

/** Makes the caller the one who delivers to an active webhook, for so long at most. @returns undefined when somebody else does, or it is not due */
export async function leaseWebhook(db: Queryable, id: string, lease: string, ms: number): Promise<WebhookRow | undefined> {
  const [row] = await db
    .update(webhooks)
    .set({ lease, leasedUntil: sql`clock_timestamp() + ${ms} * interval '1 millisecond'` })
    .where(sql`${webhooks.id} = ${id} and ${webhooks.status} = 'active' and ${isDue} and ${isFree}`)
    .returning();
  return row;
}

export interface DeliveryProgress {
  cursor: string;
  /** Whether that is further than before: then it has not been failing since any time before. */
  hasMoved: boolean;
  /** The last request; undefined when there was none. */
  last: DeliveryView | undefined;
  /** How many have failed since it moved on; 0 when this one has not. */
  attempts: number;
  /** Until the next attempt, if this one has failed. */
  pauseMs: number;
  /** Whether the lease is kept, because there may be more to deliver. */
  goesOn: boolean;
}

/** Says how far the holder of a lease has come. @returns false when it was lost meanwhile: then nothing was written */
export async function recordDelivery(db: Queryable, webhook: WebhookRow, progress: DeliveryProgress): Promise<boolean> {
  const { cursor, hasMoved, last, attempts, pauseMs, goesOn } = progress;
  const hasFailed = attempts > 0;
  const rows = await db
    .update(webhooks)
    .set({
      ...{ cursor, attempts, ...(last ? { lastDelivery: last } : {}), ...(goesOn ? {} : { lease: null, leasedUntil: null }) },
      failingSince: hasFailed ? sql`coalesce(${hasMoved ? null : webhooks.failingSince}, clock_timestamp())` : null,
      nextAttemptAt: hasFailed ? sql`clock_timestamp() + ${pauseMs} * interval '1 millisecond'` : null,
    })
    .where(and(eq(webhooks.id, webhook.id), eq(webhooks.lease, webhook.lease as string)))
    .returning({ id: webhooks.id });
  return rows.length === 1;
}

/** Parks it if it has failed for longer than this. */
export async function parkWebhook(tx: Tx, id: string, failingForMs: number): Promise<WebhookRow | undefined> {
  const [row] = await tx
    .update(webhooks)
    .set({ status: "parked", parkedAt: sql`clock_timestamp()`, nextAttemptAt: null, lease: null, leasedUntil: null })
    .where(
      sql`${webhooks.id} = ${id} and ${webhooks.status} = 'active' and ${webhooks.failingSince} < clock_timestamp() - ${failingForMs} * interval '1 millisecond'`,
    )
    .returning();
  return row;
}
