import { randomBytes } from "node:crypto";
import type { WebhookRow } from "@assent/db";
import { parseSmallSecrets } from "@assent/vault";
import { expect, it } from "vitest";
import { send } from "./requests.ts";
import { deliverWebhooksWith } from "./settings.ts";

const newKey = () => randomBytes(32).toString("hex");

it("says that a secret cannot be opened whose key has been dropped, instead of sending what nobody can verify", async () => {
  const [dropped, current] = [newKey(), newKey()];
  deliverWebhooksWith({ AUDIT_KEY: current, WEBHOOK_ALLOW: "127.0.0.1" });
  const secret = parseSmallSecrets(dropped).seal("whsec_x", "w");
  const webhook = { id: "w", url: "http://127.0.0.1:1/", secret, previousSecret: null, previousSecretUntil: null } as WebhookRow;
  const message = { type: "webhook.test", timestamp: "", data: {} };
  expect(await send(webhook, { id: "1", eventId: null, message })).toMatchObject({ ok: false, status: null, error: "key-unavailable" });
});
