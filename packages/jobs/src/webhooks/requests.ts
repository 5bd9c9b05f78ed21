/** The requests of a webhook: those about one session one after the other, those about several beside one another. */
import { type EventPage, type PlacedEvent, soFarOfLate, type WebhookRow } from "@assent/db";
import type { DeliveryView, EventCursor } from "@assent/domain";
import type { Answer } from "./post.ts";
import { webhookSettings } from "./settings.ts";
import { signedHeaders } from "./sign.ts";

const LANES = 16;

export interface Deliveries {
  delivered: Set<PlacedEvent>;
  last?: DeliveryView;
  /** The first; after it no request is begun. */
  failure?: DeliveryView;
}

/** @param until in ms of `performance.now()`: after it no request is begun */
export async function deliverAll(webhook: WebhookRow, { events }: EventPage, until: number): Promise<Deliveries> {
  const made: Deliveries = { delivered: new Set() };
  const groups = Map.groupBy(events, ({ event }) => event.session_id ?? event.consent_id ?? event.id).values();
  async function lane() {
    for (const group of groups)
      for (const one of group) {
        if (made.failure || performance.now() > until) return;
        note(made, one, await deliver(webhook, one));
      }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  return made;
}

function note(made: Deliveries, one: PlacedEvent, delivery: DeliveryView) {
  if (delivery.ok) {
    made.delivered.add(one);
    made.last = delivery;
  } else {
    made.failure ??= delivery;
  }
}

const deliver = (webhook: WebhookRow, { event }: PlacedEvent) =>
  send(webhook, { id: event.id, eventId: event.id, message: { type: event.type, timestamp: event.occurred_at, data: event } });

interface Sent {
  /** The same for each request about the same. */
  id: string;
  eventId: string | null;
  message: { type: string; timestamp: string; data: object };
}

export async function send(webhook: WebhookRow, { id, eventId, message }: Sent): Promise<DeliveryView> {
  const { post } = webhookSettings();
  const at = new Date();
  const body = JSON.stringify(message);
  const keys = secretsOf(webhook, at);
  const { status, error, tookMs } = keys ? await post(webhook.url, signedHeaders(keys, id, at, body), body) : NO_KEY;
  return { at: at.toISOString(), event_id: eventId, ok: error === null, status, error, took_ms: tookMs };
}

const NO_KEY: Answer = { status: null, error: "key-unavailable", tookMs: 0 };

/** @returns undefined when this process has not the key that seals them: nothing is sent that its receiver could not verify */
function secretsOf({ id, secret, previousSecret, previousSecretUntil }: WebhookRow, at: Date): string[] | undefined {
  const { secrets } = webhookSettings();
  const previous = previousSecret && previousSecretUntil && previousSecretUntil > at ? [previousSecret] : [];
  try {
    return [secret, ...previous].map((sealed) => secrets.open(sealed, id));
  } catch {
    return undefined;
  }
}

/** Up to the first that was not delivered, be it among what committed late: who starts over there may never come to its end. */
export function reached(from: EventCursor, { events, cursor, stillOpen }: EventPage, delivered: Set<PlacedEvent>): EventCursor {
  const missing = events.findIndex((one) => !delivered.has(one));
  if (missing < 0) return cursor;
  const last = events[missing - 1];
  if (!last) return from;
  return last.place > from.place ? { place: last.place, open: cursor.open } : soFarOfLate(from, last, stillOpen);
}
