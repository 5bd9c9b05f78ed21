import { deliveryView, id, notFound } from "@assent/domain";
import { z } from "zod";
import { defineJob, each, STANDARD } from "../kind.ts";
import { deliverNext, deliverTest, type Made } from "../webhooks/deliver.ts";

/** Delivers to a webhook what comes next for it, or a test. */
export const webhookDeliver = defineJob({
  name: "webhook.deliver",
  payload: z.strictObject({ webhook_id: id, test: z.boolean() }),
  result: z.object({ delivered: z.int().nonnegative(), delivery: deliveryView.nullable() }),
  policy: { ...STANDARD, rare: true },
  example: { webhook_id: "01936f2e-0000-7000-8000-0000000000d1", test: false },
  audit: { action: "webhook.delivered", subject: ({ webhook_id }) => `webhook:${webhook_id}` },

  prepare: (db, { id, payload: { webhook_id, test } }) => (test ? deliverTest(db, webhook_id, id) : deliverNext(db, webhook_id)),

  run: each(async ({ prepared }, { id, payload: { webhook_id, test } }) => {
    const made = prepared.get(id) as Made | undefined;
    if (!made) return notFound("webhook");
    const detail = { delivered: made.delivered, test, ok: made.delivery?.ok ?? null, error: made.delivery?.error ?? null };
    const fact = { action: "webhook.delivered" as const, subject: `webhook:${webhook_id}`, userId: null, detail };
    return { result: { ...made }, audit: [fact] };
  }),
});
