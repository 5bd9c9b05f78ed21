/** OpenAPI 3.1, made from the same zod schemas that validate. */
import { isDeepStrictEqual } from "node:util";
import { named } from "@assent/domain";
import { VERSION } from "@assent/runtime";
import type { z } from "zod";
import { SCOPES } from "../scopes.ts";
import { describeOperation } from "./described-operation.ts";
import type { JsonSchema } from "./example.ts";
import { type Operation, TAGS } from "./operation.ts";
import { ANSWER_HEADERS } from "./responses.ts";
import { type Described, describe, namesIn } from "./schemas.ts";
import { webhooks } from "./webhooks.ts";

export interface Route {
  method: string;
  /** `/api/v1/sessions/:id` */
  url: string;
  operation: Operation;
}

export type Paths = Record<string, Record<string, JsonSchema>>;
export interface OpenApi {
  openapi: string;
  info: { title: string; version: string } & JsonSchema;
  paths: Paths;
  components: { schemas: Record<string, JsonSchema>; responses: Record<string, JsonSchema> } & JsonSchema;
  [field: string]: unknown;
}

const DESCRIPTION = `Consent-gated account sessions as durable jobs.

Every write is a job. It answers when the job is done, or 202 with a \`job_id\` if that takes too long; \`Prefer: respond-async\`
answers 202 at once, \`Prefer: wait=N\` waits up to N seconds. \`Idempotency-Key\` makes a POST safe to repeat.
Errors are problem documents (RFC 9457). Answers may get more fields, and errors more types, without a new version.

Scopes: ${Object.entries(SCOPES)
  .map(([scope, what]) => `\`${scope}\` (${what})`)
  .join(", ")}.`;

export function documentOf(routes: Route[]): OpenApi {
  const inputs = describe(
    routes.flatMap(({ operation: { params, querystring, headers, body } }) => present(params, querystring, headers, body)),
    "input",
  );
  const outputs = describe(
    routes.flatMap(({ operation: { response } }) => Object.values(response)),
    "output",
  );
  const responses = new Map<string, JsonSchema>();
  const paths: Paths = {};
  for (const { method, url, operation } of routes) {
    const path = url.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation({ method, operation, inputs, outputs, responses }) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "Assent", version: VERSION, description: DESCRIPTION, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/", description: "where this document comes from" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }],
    paths,
    webhooks: webhooks(),
    components: {
      schemas: schemasFor(referring(paths, responses), inputs, outputs),
      responses: sorted(responses),
      headers: Object.fromEntries(
        Object.entries(ANSWER_HEADERS).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
      ),
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

function referring(paths: Paths, responses: Map<string, JsonSchema>) {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return {
    requests: operations.map(({ parameters, requestBody }) => [parameters, requestBody]),
    answers: [...operations.map(({ responses }) => responses), ...responses.values()],
  };
}

const present = (...parts: (z.ZodType | undefined)[]) => parts.filter((part) => part !== undefined);

/** Those that are referred to, from requests or from answers. */
function schemasFor({ requests, answers }: Record<"requests" | "answers", object>, inputs: Described, outputs: Described) {
  const found = new Map<string, JsonSchema>();
  for (const [referring, described] of [
    [requests, inputs],
    [answers, outputs],
  ] as const) {
    const open = [...namesIn(referring)];
    for (let name = open.pop(); name; name = open.pop()) {
      const schema = { ...described.component(name), examples: [named.get(name)?.example] };
      const same = found.get(name);
      if (same && !isDeepStrictEqual(same, schema))
        throw new Error(`${name} is not the same in requests and in answers: give it two names`);
      if (!same) open.push(...namesIn(schema));
      found.set(name, schema);
    }
  }
  return sorted(found);
}

const sorted = <Value>(map: Map<string, Value>) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
