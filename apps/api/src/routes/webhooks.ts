import {
  appendAudit,
  deleteWebhook,
  eventCursorAt,
  findWebhook,
  insertWebhook,
  latestEventCursor,
  listWebhooks,
  type WebhookRow,
} from "@assent/db";
import { type AuditAction, clientTimestamp, EVENT_TYPES, encodeCursor, name, newId, viewOf, webhookView } from "@assent/domain";
import { allowedIn, newWebhookSecret, wrongWith } from "@assent/jobs";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { cut, nextCursor, pageFrom, pageQuery } from "../paging.ts";
import { HttpProblem, noSuch } from "../problems.ts";
import { idParams, message, noBody } from "../schemas.ts";

const MOST = 100;

/** Its address is judged by the environment, in the handler. */
export const webhookUrl = z
  .string()
  .max(2_048)
  .describe("https, and to no private address")
  .meta({ examples: ["https://engine.example/webhooks"] });
export const webhookTypes = z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length).nullable().describe("null for all");
export const webhookSecret = z
  .string()
  .describe("shown this once; what Standard Webhooks verifies with")
  .meta({ examples: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] });

const newWebhook = z.strictObject({
  url: webhookUrl,
  types: webhookTypes.optional(),
  since: clientTimestamp.optional().describe("deliver what has happened since, too"),
});
name("NewWebhook", newWebhook, { url: "https://engine.example/webhooks", types: ["session.revoked"] });

export const viewWebhook = (row: WebhookRow) => viewOf(webhookView, row);

export function webhookRoutes(app: Api, context: Context) {
  createRoute(app, context);
  listRoute(app, context);
  readRoute(app, context);
  deleteRoute(app, context);
}

function createRoute(app: Api, context: Context) {
  const { db, read, secrets } = context;
  const schema = operation({
    operationId: "createWebhook",
    tags: ["webhooks"],
    summary: `Have events delivered to an address, signed as Standard Webhooks has it. 409 when there are ${MOST}`,
    access: { scope: "webhooks:write", owner: "fleet" },
    body: newWebhook,
    response: { 201: z.object({ message: message("Webhook created"), webhook: webhookView, secret: webhookSecret }) },
    problems: ["conflict"],
  });
  app.post("/webhooks", { schema }, async (request, reply) => {
    const { url, types = null, since } = request.body;
    refuseWrongUrl(context, url);
    const cursor = encodeCursor(await read((on) => (since ? eventCursorAt(on, since) : latestEventCursor(on))));
    const [id, secret] = [newId(), newWebhookSecret()];
    const row = { id, url, types, cursor, secret: secrets.seal(secret, id), createdBy: request.principal.name };
    const created = await db.transaction(async (tx) => {
      const inserted = await insertWebhook(tx, row, MOST);
      if (inserted) await recordWebhook(tx, request, "webhook.created", inserted);
      return inserted;
    });
    if (!created) throw new HttpProblem("conflict", `There are ${MOST} webhooks already, which is as many as there may be.`);
    const body = { message: "Webhook created", webhook: viewWebhook(created), secret };
    return reply.code(201).header("location", `/api/v1/webhooks/${id}`).send(body);
  });
}

/** @throws HttpProblem 422 that says what is wrong with the address */
export function refuseWrongUrl({ env }: Context, url: string) {
  const rule = wrongWith(url, allowedIn(env.WEBHOOK_ALLOW));
  if (rule) throw new HttpProblem("invalid-request", `url: ${rule}`, { errors: [{ field: "url", rule }] });
}

/** Not where it leads: an address may have a secret in it. */
export const recordWebhook = (tx: Parameters<typeof appendAudit>[0], request: FastifyRequest, action: AuditAction, row: WebhookRow) =>
  appendAudit(tx, [
    {
      ...{ actor: request.principal.name, action, subject: `webhook:${row.id}`, outcome: "ok", requestId: request.id },
      detail: { host: URL.parse(row.url)?.host, types: row.types, status: row.status },
    },
  ]);

function listRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "listWebhooks",
    tags: ["webhooks"],
    summary: "List webhooks, newest first; never a secret",
    access: { scope: "webhooks:read", owner: "fleet" },
    querystring: z.strictObject(pageQuery),
    response: { 200: z.object({ webhooks: z.array(webhookView), next_cursor: nextCursor }) },
  });
  app.get("/webhooks", { schema }, async (request) => {
    const page = pageFrom(request.query);
    const { rows, next_cursor } = cut(await read((db) => listWebhooks(db, page)), page);
    return { webhooks: rows.map(viewWebhook), next_cursor };
  });
}

function readRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "readWebhook",
    tags: ["webhooks"],
    summary: "Read a webhook: its last delivery, since when it fails, whether it is parked",
    access: { scope: "webhooks:read", owner: "fleet" },
    params: idParams,
    response: { 200: z.object({ webhook: webhookView }) },
  });
  app.get("/webhooks/:id", { schema }, async (request) => {
    const row = await findWebhook(db, request.params.id);
    if (!row) throw noSuch("webhook");
    return { webhook: viewWebhook(row) };
  });
}

function deleteRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "deleteWebhook",
    tags: ["webhooks"],
    summary: "Delete a webhook; what is under way to it may still arrive",
    access: { scope: "webhooks:write", owner: "fleet" },
    params: idParams,
    body: noBody,
    response: { 200: z.object({ message: message("Webhook deleted"), webhook: webhookView }) },
  });
  app.delete("/webhooks/:id", { schema }, async (request) => {
    const deleted = await db.transaction(async (tx) => {
      const row = await deleteWebhook(tx, request.params.id);
      if (row) await recordWebhook(tx, request, "webhook.deleted", row);
      return row;
    });
    if (!deleted) throw noSuch("webhook");
    return { message: "Webhook deleted", webhook: viewWebhook(deleted) };
  });
}
