/**
 * Delivers to one webhook what comes next for it. Who does is the one who has the lease: that is the fence, because requests can be part
 * of no transaction.
 */
import { setTimeout as delay } from "node:timers/promises";
import { type Db, findWebhook, leaseWebhook, readEvents, type WebhookRow } from "@assent/db";
import { type DeliveryView, decodeCursor, type EventCursor, encodeCursor, newId } from "@assent/domain";
import { record } from "./record.ts";
import { type Deliveries, deliverAll, reached, send } from "./requests.ts";

/** What became of a job. */
export interface Made {
  delivered: number;
  /** The last request; null when there was none. */
  delivery: DeliveryView | null;
}

const PAGE = 500;
/** After this no request is begun; those that are under way have ended ten seconds later. */
const BEGIN_FOR_MS = 6_000;
const LEASE_MS = 30_000;
/** While more comes, it looks as often as this; the fleet looks less often whether something has come at all. */
const LOOK_EVERY_MS = 100;
const LOOKS_IN_VAIN = 3;

/** @returns undefined when there is no such webhook */
export async function deliverNext(db: Db, id: string): Promise<Made | undefined> {
  const webhook = await leaseWebhook(db, id, newId(), LEASE_MS);
  if (!webhook) return (await findWebhook(db, id)) && { delivered: 0, delivery: null };
  const turn = new Turn(db, webhook);
  while (await turn.deliverPage()) if (turn.hasSeenAll) await delay(LOOK_EVERY_MS);
  return turn.made;
}

/** A request that is about nothing. */
export async function deliverTest(db: Db, id: string, jobId: string): Promise<Made | undefined> {
  const webhook = await findWebhook(db, id);
  if (!webhook) return undefined;
  const message = { type: "webhook.test", timestamp: new Date().toISOString(), data: { webhook_id: id } };
  const delivery = await send(webhook, { id: jobId, eventId: null, message });
  return { delivered: delivery.ok ? 1 : 0, delivery };
}

class Turn {
  readonly made: Made = { delivered: 0, delivery: null };
  /** Whether there was nothing more when it last looked. */
  hasSeenAll = true;
  readonly #db: Db;
  readonly #webhook: WebhookRow;
  readonly #until = performance.now() + BEGIN_FOR_MS;
  #from: EventCursor;
  #attempts: number;
  #vain = 0;

  constructor(db: Db, webhook: WebhookRow) {
    this.#db = db;
    this.#webhook = webhook;
    this.#attempts = webhook.attempts;
    this.#from = cursorOf(webhook);
  }

  /** @returns whether it goes on */
  async deliverPage(): Promise<boolean> {
    const page = await readEvents(this.#db, this.#from, { types: this.#webhook.types ?? undefined }, PAGE);
    const made = await deliverAll(this.#webhook, page, this.#until);
    const hasMoved = this.#moveTo(reached(this.#from, page, made.delivered));
    this.#count(made);
    this.#attempts = attemptsAfter(this.#attempts, made, hasMoved);
    this.hasSeenAll = page.isLast;
    this.#vain = page.events.length > 0 || !page.isLast ? 0 : this.#vain + 1;
    const goesOn = !made.failure && this.#vain < LOOKS_IN_VAIN && performance.now() < this.#until;
    return (await this.#record(made, hasMoved, goesOn)) && goesOn;
  }

  #moveTo(cursor: EventCursor): boolean {
    const hasMoved = encodeCursor(cursor) !== encodeCursor(this.#from);
    this.#from = cursor;
    return hasMoved;
  }

  #count({ delivered, failure, last }: Deliveries) {
    this.made.delivered += delivered.size;
    this.made.delivery = failure ?? last ?? this.made.delivery;
  }

  #record({ failure }: Deliveries, hasMoved: boolean, goesOn: boolean): Promise<boolean> {
    return record(this.#db, this.#webhook, {
      ...{ cursor: encodeCursor(this.#from), hasMoved, last: this.made.delivery ?? undefined, attempts: this.#attempts, goesOn },
      pauseMs: failure ? pauseMs(this.#attempts) : 0,
    });
  }
}

/** @throws Error when somebody has changed the table by hand */
function cursorOf({ cursor, id }: WebhookRow): EventCursor {
  const decoded = decodeCursor(cursor);
  if (!decoded) throw new Error(`webhook ${id} has no cursor that can be read`);
  return decoded;
}

/** What comes again behind one that fails is no success: only what moves the webhook on is. */
export const attemptsAfter = (attempts: number, { failure }: Pick<Deliveries, "failure">, hasMoved: boolean): number => {
  if (!failure) return 0;
  return hasMoved ? 1 : attempts + 1;
};

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 2 * 60 * 60_000;

/** Doubles from five seconds to two hours, and is between half and all of that. */
export function pauseMs(attempts: number, random = Math.random()): number {
  const ceiling = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 30), LONGEST_PAUSE_MS);
  return Math.round(ceiling * (0.5 + random / 2));
}
