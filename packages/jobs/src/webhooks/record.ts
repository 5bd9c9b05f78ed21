/** Says how far a webhook has come, and leaves it alone once it has failed for too long. */
import { appendAudit, type Db, type DeliveryProgress, parkWebhook, recordDelivery, type WebhookRow } from "@assent/db";
import { webhookSettings } from "./settings.ts";

const FAILING_FOR_MS = 24 * 60 * 60_000;

/**
 * Parked is who fails, not who has failed: an attempt has just been made in vain, under the lease. Time in which nobody delivers parks nobody.
 *
 * @returns false when the lease was lost meanwhile: then nothing was written
 */
export async function record(db: Db, webhook: WebhookRow, progress: DeliveryProgress): Promise<boolean> {
  const { isRecorded, parked } = await db.transaction(async (tx) => {
    const isRecorded = await recordDelivery(tx, webhook, progress);
    const parked = isRecorded && progress.attempts > 0 ? await parkWebhook(tx, webhook.id, FAILING_FOR_MS) : undefined;
    if (parked) await appendAudit(tx, [parkingOf(parked)]);
    return { isRecorded, parked };
  });
  if (parked) webhookSettings().onParked([parked.id]);
  return isRecorded;
}

const parkingOf = ({ id, failingSince, attempts, lastDelivery }: WebhookRow) => ({
  ...({ actor: "system:webhooks", action: "webhook.parked", subject: `webhook:${id}`, outcome: "failed" } as const),
  detail: {
    failing_since: failingSince?.toISOString(),
    attempts,
    error: lastDelivery?.error ?? null,
    status: lastDelivery?.status ?? null,
  },
});
