/** Examples of what has none of its own, put together from those of its parts. */
import { named } from "@assent/domain";

export type JsonSchema = { [keyword: string]: unknown };

export const REF = "#/components/schemas/";

const BY_FORMAT: Record<string, string> = { uuid: "0192a000-0000-7000-8000-000000000001", "date-time": "2027-01-31T12:00:00.000Z" };

const BY_TYPE: Record<string, (schema: JsonSchema) => unknown> = {
  string: ({ format }) => BY_FORMAT[String(format)] ?? "text",
  integer: ({ minimum }) => Math.max(Number(minimum ?? 0), 1),
  number: () => 1.5,
  boolean: () => true,
  null: () => null,
  array: ({ items }) => [exampleOf(items as JsonSchema)],
  object: ({ properties = {}, required = [] }) =>
    Object.fromEntries(
      Object.entries(properties as Record<string, JsonSchema>)
        .filter(([name, { examples }]) => (required as string[]).includes(name) || examples)
        .map(([name, schema]) => [name, exampleOf(schema)]),
    ),
};

export function exampleOf(schema: JsonSchema): unknown {
  const { $ref, examples, enum: values, const: only, anyOf, type } = schema;
  if (typeof $ref === "string") return named.get($ref.slice(REF.length))?.example;
  if (Array.isArray(examples)) return examples[0];
  if (Array.isArray(values)) return values[0];
  if (only !== undefined) return only;
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0]);
  return BY_TYPE[String([type].flat()[0])]?.(schema) ?? null;
}
