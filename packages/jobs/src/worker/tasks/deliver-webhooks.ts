import { idleWebhooks, passOver, readEvents } from "@assent/db";
import { BEGINNING, decodeCursor, encodeCursor } from "@assent/domain";
import { webhookDeliver } from "../../kinds/webhook-deliver.ts";
import type { TaskContext } from "../maintenance.ts";

const PRINCIPAL = "system:webhooks";

/** Enqueues a job for each webhook that there is something for. Two for one do no harm: only one of them gets its lease. */
export async function deliverWebhooks({ db, producer, signal }: TaskContext): Promise<void> {
  for (const { id, cursor, types } of await idleWebhooks(db)) {
    if (signal.aborted) return;
    const page = await readEvents(db, decodeCursor(cursor) ?? BEGINNING, { types: types ?? undefined }, 1);
    const reached = encodeCursor(page.cursor);
    if (page.events.length > 0)
      await producer.enqueue(webhookDeliver, { webhook_id: id, test: false }, { principal: PRINCIPAL, userId: null });
    else if (reached !== cursor) await passOver(db, id, cursor, reached);
  }
}
