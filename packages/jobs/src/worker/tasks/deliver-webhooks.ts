import { appendAudit, idleWebhooks, parkWebhooks, passOver, readEvents, type WebhookRow } from "@assent/db";
import { BEGINNING, decodeCursor, encodeCursor } from "@assent/domain";
import { webhookDeliver } from "../../kinds/webhook-deliver.ts";
import type { TaskContext } from "../maintenance.ts";

/** Who has failed for as long as this is left alone until somebody looks after it. */
const FAILING_FOR_MS = 24 * 60 * 60_000;
const PRINCIPAL = "system:webhooks";

/** Enqueues a job for each webhook that there is something for. Two for one do no harm: only one of them gets its lease. */
export async function deliverWebhooks(context: TaskContext): Promise<void> {
  const { db, producer, signal } = context;
  await park(context);
  for (const { id, cursor, types } of await idleWebhooks(db)) {
    if (signal.aborted) return;
    const page = await readEvents(db, decodeCursor(cursor) ?? BEGINNING, { types: types ?? undefined }, 1);
    const reached = encodeCursor(page.cursor);
    if (page.events.length > 0)
      await producer.enqueue(webhookDeliver, { webhook_id: id, test: false }, { principal: PRINCIPAL, userId: null });
    else if (reached !== cursor) await passOver(db, id, cursor, reached);
  }
}

async function park({ db, events, workerId }: TaskContext) {
  const parked = await db.transaction(async (tx) => {
    const rows = await parkWebhooks(tx, FAILING_FOR_MS);
    await appendAudit(
      tx,
      rows.map((row) => parkingOf(row, workerId())),
    );
    return rows;
  });
  if (parked.length > 0) events.webhooksParked(parked.map(({ id }) => id));
}

const parkingOf = ({ id, failingSince, attempts, lastDelivery }: WebhookRow, workerId: string) => ({
  ...({ actor: PRINCIPAL, action: "webhook.parked", subject: `webhook:${id}`, outcome: "failed" } as const),
  workerId,
  detail: {
    failing_since: failingSince?.toISOString(),
    attempts,
    error: lastDelivery?.error ?? null,
    status: lastDelivery?.status ?? null,
  },
});
