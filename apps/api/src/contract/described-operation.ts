import type { z } from "zod";
import { exampleOf, type JsonSchema } from "./example.ts";
import type { Operation } from "./operation.ts";
import { parametersIn } from "./parameters.ts";
import { answerOf, merged, problemAnswers } from "./responses.ts";
import type { Described } from "./schemas.ts";

interface Parts {
  method: string;
  operation: Operation;
  inputs: Described;
  outputs: Described;
  /** Those that operations share. */
  responses: Map<string, JsonSchema>;
}

export function describeOperation({ method, operation, inputs, outputs, responses }: Parts): JsonSchema {
  const { operationId, tags, summary, access, params, querystring, headers, body, response } = operation;
  const of = (part: z.ZodType | undefined) => part && inputs.of(part);
  const parameters = [
    ...parametersIn("path", of(params)),
    ...parametersIn("query", of(querystring)),
    ...parametersIn("header", of(headers)),
  ];
  const own = Object.entries(response).map(([status, part]): [number, JsonSchema] => [
    Number(status),
    answerOf(operation, Number(status), outputs.of(part)),
  ]);
  const answers = new Map(own);
  for (const [status, problem] of problemAnswers(operation, method, responses)) {
    const there = answers.get(status);
    const [, name] = String(problem["$ref"]).split("/responses/");
    answers.set(status, there ? merged(there, responses.get(name ?? "") ?? {}) : problem);
  }
  return {
    operationId,
    tags,
    summary,
    ...(access === "anyone"
      ? { security: [] }
      : { description: whoMayCall(access), security: [{ bearer: [access.scope] }], "x-owner": access.owner }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(of(body)),
    responses: Object.fromEntries([...answers].sort(([a], [b]) => a - b)),
  };
}

const USERS = {
  body: "with a user's own token, `user_id` must be the user's own",
  query: "a user's own token is shown what is the user's own",
  object: "to a user's own token, what is somebody else's does not exist",
  fleet: "users' own tokens are refused",
};

const whoMayCall = ({ scope, owner }: Exclude<Operation["access"], "anyone">) =>
  `Needs a token with the scope \`${scope}\`; ${USERS[owner]}.`;

/** A body that may be null need not be there; one that has no field is none. */
function requestBody(schema: JsonSchema | undefined): JsonSchema {
  if (!schema) return {};
  const [given = schema, ...others] = (schema["anyOf"] as JsonSchema[] | undefined) ?? [];
  const optional = others.some(({ type }) => type === "null");
  if (optional && Object.keys((given["properties"] as object | undefined) ?? { named: given }).length === 0) return {};
  const content = { "application/json": { schema: optional ? given : schema, example: exampleOf(given) } };
  return { requestBody: { required: !optional, content } };
}
