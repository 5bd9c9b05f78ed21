import { VERSION } from "@assent/runtime";
import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform } from "fastify-type-provider-zod";
import { SCOPES } from "./scopes.ts";

const DESCRIPTION = `Consent-gated account sessions as durable jobs.

Every write is a job. It answers when the job is done, or 202 with a \`job_id\` if that takes too long; \`Prefer: respond-async\`
answers 202 at once, \`Prefer: wait=N\` waits up to N seconds. \`Idempotency-Key\` makes a POST safe to repeat.
Errors are problem documents (RFC 9457).

Scopes: ${Object.entries(SCOPES)
  .map(([scope, what]) => `\`${scope}\` (${what})`)
  .join(", ")}.`;

/** OpenAPI 3.1, generated from the same zod schemas that validate. */
export async function describeApi(app: FastifyInstance) {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Assent", version: VERSION, description: DESCRIPTION },
      servers: [{ url: "/" }],
      components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
      security: [{ bearer: [] }],
      tags: ["sessions", "consents", "jobs", "kinds", "workers", "audit", "health"].map((name) => ({ name })),
    },
    transform: jsonSchemaTransform,
    transformObject: (made) => withOptionalBodies("openapiObject" in made ? made.openapiObject : made.swaggerObject),
  });
}

/** The generator says of every body that it is required; one that may be null need not be there. */
function withOptionalBodies<Document extends { paths?: object | undefined }>(document: Document): Document {
  for (const operation of Object.values(document.paths ?? {}).flatMap((path) => Object.values(path as Record<string, Operation>))) {
    const branches = operation.requestBody?.content["application/json"]?.schema.anyOf ?? [];
    if (operation.requestBody && branches.some(({ type }) => type === "null")) operation.requestBody.required = false;
  }
  return document;
}

interface Operation {
  requestBody?: { required?: boolean; content: Record<string, { schema: { anyOf?: { type?: string }[] } }> };
}
