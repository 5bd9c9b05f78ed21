import { type Db, type IdleWebhook, idleWebhooks, passOver, readEvents } from "@assent/db";
import { BEGINNING, decodeCursor, encodeCursor } from "@assent/domain";
import { webhookDeliver } from "../../kinds/webhook-deliver.ts";
import type { TaskContext } from "../maintenance.ts";

const PRINCIPAL = "system:webhooks";

/** So long a webhook that is far behind is moved on past what it is not to be told of, before the others have their turn. */
const PASS_OVER_FOR_MS = 500;

/** Enqueues a job for each webhook that there is something for. Two for one do no harm: only one of them gets its lease. */
export async function deliverWebhooks({ db, producer, signal }: TaskContext): Promise<void> {
  for (const webhook of await idleWebhooks(db)) {
    if (signal.aborted) return;
    if (await comesToAnEvent(db, webhook, signal))
      await producer.enqueue(webhookDeliver, { webhook_id: webhook.id, test: false }, { principal: PRINCIPAL, userId: null });
  }
}

/** Moves it on, as far as there is nothing for it. @returns whether there is something */
async function comesToAnEvent(db: Db, { id, cursor, types }: IdleWebhook, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + PASS_OVER_FOR_MS;
  for (let from = cursor; !signal.aborted; ) {
    const page = await readEvents(db, decodeCursor(from) ?? BEGINNING, { types: types ?? undefined }, 1);
    if (page.events.length > 0) return true;
    const to = encodeCursor(page.cursor);
    const hasMoved = to !== from && (await passOver(db, id, from, to));
    if (!hasMoved || page.isLast || performance.now() > until) return false;
    from = to;
  }
  return false;
}
