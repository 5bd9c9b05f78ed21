/** JSON Schemas of everything that operations take and answer, with references to what has a name. */
import { named } from "@assent/domain";
import { z } from "zod";
import { type JsonSchema, REF } from "./example.ts";

export type Direction = "input" | "output";

export interface Described {
  /** The schema of a part that was asked for; a reference, if it has a name. */
  of(part: z.ZodType): JsonSchema;
  /** The schema of a name. */
  component(name: string): JsonSchema;
}

/** All at once: what has a name is found in all of them. */
export function describe(parts: z.ZodType[], io: Direction): Described {
  const nameOf = new Map([...named].map(([name, { schema }]) => [schema, name]));
  const ids = new Map(nameOf);
  for (const part of parts) if (!ids.has(part)) ids.set(part, `part ${ids.size}`);
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of ids) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => REF + id,
    unrepresentable: "any",
    override: (made) => override({ ...made, io }),
  });
  const made = (id: string | undefined) => cleaned(schemas[id ?? ""] as JsonSchema);

  return {
    of(part) {
      const name = nameOf.get(part);
      return name ? { $ref: REF + name } : made(ids.get(part));
    },
    component: made,
  };
}

/** Clients go on working when an answer gets a field more; and what zod says of a schema is put as people would. */
function override({ jsonSchema: schema, io }: { jsonSchema: JsonSchema; io: Direction }) {
  const { additionalProperties, format, maximum, minimum, anyOf, propertyNames } = schema;
  if (io === "output" && additionalProperties === false) delete schema["additionalProperties"];
  if (format === "uuid" || format === "date-time") delete schema["pattern"];
  if (maximum === Number.MAX_SAFE_INTEGER) delete schema["maximum"];
  if (minimum === Number.MIN_SAFE_INTEGER) delete schema["minimum"];
  if (Array.isArray(anyOf) && anyOf.some((one) => Object.keys(one).length === 0)) delete schema["anyOf"];
  const { enum: keys } = (propertyNames ?? {}) as { enum?: string[] };
  if (!keys) return;
  schema["properties"] = Object.fromEntries(keys.map((key) => [key, additionalProperties]));
  for (const keyword of ["propertyNames", "additionalProperties"]) delete schema[keyword];
}

const cleaned = ({ $schema, $id, ...schema }: JsonSchema): JsonSchema => schema;

/** The names that a part of the document refers to. */
export function* namesIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "$ref" && typeof inner === "string" && inner.startsWith(REF)) yield inner.slice(REF.length);
    else yield* namesIn(inner);
  }
}
