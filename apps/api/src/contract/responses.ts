import type { ProblemType } from "@assent/domain";
import { exampleOf, type JsonSchema, REF } from "./example.ts";
import type { Operation } from "./operation.ts";
import { exampleOfProblem, problemsOf, urnOf } from "./problems.ts";

const RESPONSES = "#/components/responses/";
const HEADERS = "#/components/headers/";

/** What any answer may carry besides its body. */
export const ANSWER_HEADERS = {
  ETag: "the version of the session, for If-Match and If-None-Match",
  "Idempotency-Replayed": "`true` when the Idempotency-Key has been seen before: this is the answer to that call",
  Location: "where to look for what was made, or for the job that makes it",
  "Preference-Applied": "the Prefer that was followed",
  "Retry-After": "seconds; come back then",
  "WWW-Authenticate": "how to authenticate (RFC 6750), and which scope is wanting",
};
type AnswerHeader = keyof typeof ANSWER_HEADERS;

const headersNamed = (...names: AnswerHeader[]) =>
  names.length === 0 ? {} : { headers: Object.fromEntries(names.map((name) => [name, { $ref: HEADERS + name }])) };

const MEANING: Record<number, string> = { 200: "Done", 201: "Created", 202: "Accepted", 304: "Not modified", 503: "Not now" };

/** An answer as it should be. */
export function answerOf(operation: Operation, status: number, schema: JsonSchema): JsonSchema {
  const { description, ...rest } = schema;
  const told = { description: description ?? MEANING[status], ...headersNamed(...headersOf(operation, status)) };
  if (rest["type"] === "null") return told;
  const [mediaType = "application/json"] = operation.produces ?? [];
  return { ...told, content: { [mediaType]: { schema: rest, example: exampleOf(rest) }, ...streamOf(operation) } };
}

const streamOf = ({ streams }: Operation) =>
  streams ? { "text/event-stream": { schema: { type: "string", description: streams.description }, example: streams.example } } : {};

function headersOf({ headers, etag }: Operation, status: number): AnswerHeader[] {
  const takes = (name: string) => headers !== undefined && name in headers.shape;
  return [
    ...(etag && status !== 202 ? ["ETag" as const] : []),
    ...(takes("idempotency-key") ? ["Idempotency-Replayed" as const] : []),
    ...(status === 201 || status === 202 ? ["Location" as const] : []),
    ...(takes("prefer") ? ["Preference-Applied" as const] : []),
  ];
}

/** The problems that an operation answers with, by status; each set of them is described once, among the components. */
export function problemAnswers(operation: Operation, method: string, shared: Map<string, JsonSchema>): [status: number, JsonSchema][] {
  return [...problemsOf(operation, method)].map(([status, types]) => {
    const name = types.map(pascalCase).join("Or") + (types[0] === "malformed-request" && status !== 400 ? status : "");
    shared.set(name, problemAnswer(status, types));
    return [status, { $ref: RESPONSES + name }];
  });
}

const pascalCase = (type: string) => type.replace(/(^|-)\w/g, (letter) => letter.replace("-", "").toUpperCase());

function problemAnswer(status: number, types: ProblemType[]): JsonSchema {
  const examples = types.map((type) => [type, { value: exampleOfProblem(type, status) }] as const);
  const schema = {
    allOf: [{ $ref: `${REF}Problem` }, { type: "object", properties: { type: { enum: types.map(urnOf) }, status: { const: status } } }],
  };
  return {
    description: examples.map(([type, { value }]) => `\`${type}\`: ${value.title}`).join("; "),
    ...(status === 503 || status === 429 ? headersNamed("Retry-After") : {}),
    ...(status === 401 || status === 403 ? headersNamed("WWW-Authenticate") : {}),
    content: { "application/problem+json": { schema, examples: Object.fromEntries(examples) } },
  };
}

/** Both, where an answer of the operation's own has the status of a problem. */
export const merged = (own: JsonSchema, problem: JsonSchema): JsonSchema => ({
  ...problem,
  ...own,
  content: { ...(own["content"] as object), ...(problem["content"] as object) },
});
