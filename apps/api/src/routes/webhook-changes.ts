import { changeWebhook, eventCursorAt, findWebhook, type WebhookChanges, type WebhookRow } from "@assent/db";
import { type AuditAction, clientTimestamp, deliveryView, encodeCursor, id, name, webhookView } from "@assent/domain";
import { newWebhookSecret, webhookDeliver } from "@assent/jobs";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { noSuch } from "../problems.ts";
import { idParams, message, noBody, writeAnswers } from "../schemas.ts";
import { write, writeHeaders } from "../write.ts";
import { recordWebhook, refuseWrongUrl, viewWebhook, webhookSecret, webhookTypes, webhookUrl } from "./webhooks.ts";

/** So long after a rotation requests are signed with both secrets. */
const KEEP_PREVIOUS_MS = 24 * 60 * 60_000;

const change = z
  .strictObject({
    url: webhookUrl.optional(),
    types: webhookTypes.optional(),
    status: z.enum(["active", "paused"]).optional().describe("active also begins again with one that is parked or failing"),
    rotate_secret: z.literal(true).optional().describe("answers a new secret; for a day requests are signed with both"),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), { error: "must change something" });
name("WebhookChange", change, { status: "active", rotate_secret: true });

const replay = z.strictObject({ since: clientTimestamp.describe("from this time on, with some events of the minute before") });
name("WebhookReplay", replay, { since: "2027-01-31T12:00:00.000Z" });

export function webhookChangeRoutes(app: Api, context: Context) {
  changeRoute(app, context);
  replayRoute(app, context);
  testRoute(app, context);
}

type Asked = FastifyRequest & { params: { id: string } };

/** @throws HttpProblem 404 */
async function changed({ db }: Context, request: Asked, action: AuditAction, changes: WebhookChanges): Promise<WebhookRow> {
  const row = await db.transaction(async (tx) => {
    const after = await changeWebhook(tx, request.params.id, changes, KEEP_PREVIOUS_MS);
    if (after) await recordWebhook(tx, request, action, after);
    return after;
  });
  if (!row) throw noSuch("webhook");
  return row;
}

function changeRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "changeWebhook",
    tags: ["webhooks"],
    summary: "Change, pause or resume a webhook, or give it another secret",
    access: { scope: "webhooks:write", owner: "fleet" },
    params: idParams,
    body: change,
    response: { 200: z.object({ message: message("Webhook changed"), webhook: webhookView, secret: webhookSecret.optional() }) },
  });
  app.patch("/webhooks/:id", { schema }, async (request) => {
    const { rotate_secret, url, types, status } = request.body;
    if (url !== undefined) refuseWrongUrl(context, url);
    const secret = rotate_secret ? newWebhookSecret() : undefined;
    const given = { url, types, status, secret: secret && context.secrets.seal(secret, request.params.id) };
    const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as WebhookChanges;
    const row = await changed(context, request, "webhook.changed", changes);
    return { message: "Webhook changed", webhook: viewWebhook(row), ...(secret ? { secret } : {}) };
  });
}

function replayRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "replayWebhook",
    tags: ["webhooks"],
    summary: "Deliver again what has happened since a time, and go on from there; also begins again with one that is parked",
    access: { scope: "webhooks:write", owner: "fleet" },
    params: idParams,
    body: replay,
    response: { 200: z.object({ message: message("Webhook set back"), webhook: webhookView }) },
  });
  app.post("/webhooks/:id/replays", { schema }, async (request) => {
    const cursor = encodeCursor(await context.read((db) => eventCursorAt(db, request.body.since)));
    const row = await changed(context, request, "webhook.replayed", { cursor, status: "active" });
    return { message: "Webhook set back", webhook: viewWebhook(row) };
  });
}

function testRoute(app: Api, context: Context) {
  const tested = z.object({ message: message("Test delivered"), delivery: deliveryView.nullable(), job_id: id });
  const schema = operation({
    operationId: "testWebhook",
    tags: ["webhooks"],
    summary: "Deliver a `webhook.test`, whatever state it is in, and answer how that went",
    access: { scope: "webhooks:write", owner: "fleet" },
    params: idParams,
    headers: writeHeaders,
    body: noBody,
    response: writeAnswers({ 200: tested }),
  });
  app.post("/webhooks/:id/tests", { schema }, async (request, reply) => {
    if (!(await findWebhook(context.db, request.params.id))) throw noSuch("webhook");
    return write(context, request, reply, {
      kind: webhookDeliver,
      payload: { webhook_id: request.params.id, test: true },
      userId: null,
      answer: ({ delivery }) => ({ body: { message: delivery?.ok ? "Test delivered" : "Test not delivered", delivery } }),
    });
  });
}
