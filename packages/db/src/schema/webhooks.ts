import { type DeliveryView, type EventType, WEBHOOK_STATUSES } from "@assent/domain";
import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const webhookStatus = pgEnum("webhook_status", WEBHOOK_STATUSES);

/** An address that is told of events, and how far it has been told. */
export const webhooks = pgTable(
  "webhooks",
  {
    id: uuid().primaryKey(),
    url: text().notNull(),
    /** Null for all. */
    types: text().array().$type<EventType[]>(),
    status: webhookStatus().notNull().default("active"),
    /** Sealed, each bound to the id. */
    secret: text().notNull(),
    previousSecret: text("previous_secret"),
    previousSecretUntil: time("previous_secret_until"),
    /** Of the feed: all before it was delivered, or is not to be. */
    cursor: text().notNull(),
    lastDelivery: jsonb("last_delivery").$type<DeliveryView>(),
    attempts: integer().notNull().default(0),
    failingSince: time("failing_since"),
    nextAttemptAt: time("next_attempt_at"),
    parkedAt: time("parked_at"),
    /** Who delivers at the moment, and until when nobody else does. Who has lost it writes nothing any more. */
    lease: uuid(),
    leasedUntil: time("leased_until"),
    createdBy: text("created_by").notNull(),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [index("webhooks_active").on(t.id).where(sql`${t.status} = 'active'`)],
);
export type WebhookRow = typeof webhooks.$inferSelect;
