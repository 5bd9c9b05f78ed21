/** Values that keep a schema, and now and then one that does not. */
import fc, { type Arbitrary } from "fast-check";
import { type Contract, type JsonSchema, resolved } from "../support/contract.ts";

/** Stands for an id that an earlier answer has told; which one is known only when the request is sent. */
export const known = (n: number) => `@id${n}@`;

const ids = fc.oneof({ weight: 4, arbitrary: fc.nat(999).map(known) }, { weight: 1, arbitrary: fc.uuid() });
const times = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }).map((at) => at.toISOString());
const LONGEST = 300;

export function valueFor(contract: Contract, schema: JsonSchema): Arbitrary<unknown> {
  return fc.oneof({ weight: 24, arbitrary: keeping(contract, schema) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
}

function keeping(contract: Contract, given: JsonSchema): Arbitrary<unknown> {
  const schema = resolved(contract, given);
  const of = (inner: JsonSchema) => valueFor(contract, inner);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema["anyOf"]) return fc.oneof(...schema["anyOf"].map(of));
  const [type] = [schema.type].flat();
  if (type === "object") return objectOf(schema, of);
  if (type === "array") return fc.array(of(schema.items), { minLength: schema.minItems ?? 0, maxLength: 3 });
  if (type === "integer") return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 500 });
  if (type === "number") return fc.double({ noNaN: true });
  if (type === "boolean") return fc.boolean();
  if (type === "null") return fc.constant(null);
  return type === "string" ? textOf(schema) : fc.jsonValue({ maxDepth: 1 });
}

function textOf({ format, pattern, minLength = 0, maxLength = LONGEST }: JsonSchema): Arbitrary<string> {
  if (format === "uuid") return ids;
  if (format === "date-time") return times;
  if (typeof pattern === "string") return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: "grapheme", minLength: Number(minLength), maxLength: Math.min(Number(maxLength), LONGEST) });
}

function objectOf({ properties = {}, required = [], additionalProperties }: JsonSchema, of: (schema: JsonSchema) => Arbitrary<unknown>) {
  const fields: [string, Arbitrary<unknown>][] = Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => [
    name,
    of(schema),
  ]);
  const whole = fc.record<Record<string, unknown>>(Object.fromEntries(fields), { requiredKeys: required as string[] });
  if (typeof additionalProperties !== "object" || additionalProperties === null) return whole;
  return fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), of(additionalProperties as JsonSchema), { maxKeys: 3 });
}
