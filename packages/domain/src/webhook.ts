import { z } from "zod";
import { EVENT_TYPES, type EventType } from "./event.ts";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
import { timestamp } from "./time.ts";

/** `paused` by its owner; `parked` after a day of failures, until its owner makes it active again. */
export const WEBHOOK_STATUSES = ["active", "paused", "parked"] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** Why a delivery was none: its answer was no success, or there was none. */
export const DELIVERY_ERRORS = ["status", "redirect", "timeout", "endless", "unreachable", "refused-address", "key-unavailable"] as const;
export type DeliveryError = (typeof DELIVERY_ERRORS)[number];

/** A request that was made, or tried. */
export const deliveryView = z.object({
  at: timestamp,
  event_id: id.nullable().describe("null for a test"),
  ok: z.boolean(),
  status: z.int().nullable().describe("of the answer; null without one"),
  error: z.enum(DELIVERY_ERRORS).nullable(),
  took_ms: z.int().nonnegative(),
});
const DELIVERY = { at: EXAMPLE.later, event_id: EXAMPLE.audit, ok: true, status: 204, error: null, took_ms: 12 };
name("WebhookDelivery", deliveryView, DELIVERY);
export type DeliveryView = z.infer<typeof deliveryView>;

export const webhookView = z.object({
  id,
  url: z.string(),
  types: z.array(z.enum(EVENT_TYPES)).nullable().describe("null for all"),
  status: z.enum(WEBHOOK_STATUSES),
  last_delivery: deliveryView.nullable(),
  attempts: z.int().nonnegative().describe("that have failed since the last success"),
  failing_since: timestamp.nullable(),
  next_attempt_at: timestamp.nullable().describe("while it is failing"),
  parked_at: timestamp.nullable(),
  previous_secret_until: timestamp.nullable().describe("until then requests are signed with the secret before, too"),
  created_at: timestamp,
});
name("Webhook", webhookView, {
  id: EXAMPLE.operation,
  url: "https://engine.example/webhooks",
  types: ["session.expired", "session.revoked"] satisfies EventType[],
  status: "active",
  last_delivery: DELIVERY,
  attempts: 0,
  failing_since: null,
  next_attempt_at: null,
  parked_at: null,
  previous_secret_until: null,
  created_at: EXAMPLE.at,
});
