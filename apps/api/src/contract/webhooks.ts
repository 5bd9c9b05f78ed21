/** What we ask of others: the requests that webhooks get. */
import { EVENT_TYPES, EXAMPLE, named } from "@assent/domain";
import type { JsonSchema } from "./example.ts";

const header = (name: string, description: string, example: string): JsonSchema => ({
  ...{ name, in: "header", required: true, description, example, schema: { type: "string" } },
});

const HEADERS = [
  header("webhook-id", "the event's id, the same however often it is delivered", EXAMPLE.audit),
  header("webhook-timestamp", "when this request was made, in seconds since 1970", "1798761600"),
  header(
    "webhook-signature",
    "one for each secret that is valid: `v1,` and the HMAC-SHA256 of id, timestamp and body",
    "v1,1Sndpq7TonzOR03c9zSc33c0wpYf/Gj6vzduOCFLW2s=",
  ),
];

const message = {
  type: "object",
  required: ["type", "timestamp", "data"],
  properties: {
    type: { type: "string", enum: [...EVENT_TYPES, "webhook.test"] },
    timestamp: { type: "string", format: "date-time", description: "when it happened" },
    data: { anyOf: [{ $ref: "#/components/schemas/Event" }, { type: "object", description: "of a test: the id of the webhook" }] },
  },
};

export const webhooks = () => ({
  event: {
    post: {
      operationId: "deliverEvent",
      tags: ["webhooks"],
      summary: "An event, delivered to the address of a webhook",
      description: "Signed as Standard Webhooks has it; docs/events.md says when it is tried again.",
      security: [],
      parameters: HEADERS,
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: message,
            example: { type: "session.created", timestamp: EXAMPLE.soon, data: named.get("Event")?.example },
          },
        },
      },
      responses: {
        "2XX": { description: "The event was taken" },
        "4XX": { description: "It was not, and neither with a redirect or a 5XX: it is delivered again later" },
      },
    },
  },
});
