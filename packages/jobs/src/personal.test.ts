import { describe, expect, it } from "vitest";
import { z } from "zod";
import { kinds } from "./kinds/index.ts";
import { PERSONAL } from "./personal.ts";
import { SECRET_FIELDS } from "./registry.ts";

interface Schema {
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  propertyNames?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/** Where a document of this schema can have words of somebody's own. */
function freeTextIn(schema: Schema, path: string[] = []): string[] {
  const { type, properties = {}, anyOf = [], oneOf = [] } = schema;
  const isBound = schema.format ?? schema.pattern ?? schema.enum ?? schema.const;
  if (type === "string") return isBound === undefined ? [path.join(".")] : [];
  if (schema.propertyNames) return [path.join(".")];
  const inside = Object.entries(properties).flatMap(([name, one]) => freeTextIn(one, [...path, name]));
  return [...inside, ...[...anyOf, ...oneOf].flatMap((one) => freeTextIn(one, path))];
}

/** Set by whoever runs the service, and about no user. */
const NOBODYS = ["document_version", "consent.document_version", "session_data.key_id", "session_data.ciphertext"];

const placesOf = (schema: z.ZodType) => [...new Set(freeTextIn(z.toJSONSchema(schema, { unrepresentable: "any" }) as Schema))];

describe("what an erasure takes out of jobs", () => {
  it.each(kinds.map((kind) => [kind.name, kind] as const))("has all that %s can hold", (_, { payload, result }) => {
    const known = (paths: string[][]) => [...paths.map((path) => path.join(".")), ...NOBODYS];
    expect(placesOf(payload).filter((place) => !known(PERSONAL.payload).includes(place))).toEqual([]);
    expect(placesOf(result).filter((place) => !known(PERSONAL.result).includes(place))).toEqual([]);
  });

  it("has every secret", () => {
    expect(PERSONAL.secrets).toEqual(SECRET_FIELDS);
  });
});
