/** Values that keep a schema, and now and then one that does not. */
import fc, { type Arbitrary } from "fast-check";
import { type Contract, type JsonSchema, resolved } from "../support/contract.ts";

/** Stands for an id of this sort that an earlier answer has told; which one is known only when the request is sent. */
const known = (sort: string, n: number) => `@${sort}:${n}@`;
export const KNOWN = /@(\w+):(\d+)@/g;

/** Mostly the first ones, so that one thing meets many calls. */
const places = fc.oneof(fc.nat(2), fc.nat(999));
const idOf = (sort: string) => fc.oneof({ weight: 8, arbitrary: places.map((n) => known(sort, n)) }, { weight: 1, arbitrary: fc.uuid() });

const times = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }).map((at) => at.toISOString());
const LONGEST = 300;

/** @param name of the field: of whose ids one is meant */
export function valueFor(contract: Contract, schema: JsonSchema, name = ""): Arbitrary<unknown> {
  return fc.oneof({ weight: 24, arbitrary: keeping(contract, schema, name) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
}

function keeping(contract: Contract, given: JsonSchema, name: string): Arbitrary<unknown> {
  const schema = resolved(contract, given);
  const of = (inner: JsonSchema, field = name) => valueFor(contract, inner, field);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema["anyOf"]) return fc.oneof(...schema["anyOf"].map((one: JsonSchema) => of(one)));
  const [type] = [schema.type].flat();
  if (type === "object") return objectOf(schema, of);
  if (type === "array") return fc.array(of(schema.items), { minLength: schema.minItems ?? 0, maxLength: 3 });
  if (type === "integer") return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 500 });
  if (type === "number") return fc.double({ noNaN: true });
  if (type === "boolean") return fc.boolean();
  if (type === "null") return fc.constant(null);
  return type === "string" ? textOf(schema, name) : fc.jsonValue({ maxDepth: 1 });
}

function textOf({ format, pattern, minLength = 0, maxLength = LONGEST }: JsonSchema, name: string): Arbitrary<string> {
  if (format === "uuid") return idOf(name.replace(/_id$/, ""));
  if (format === "date-time") return times;
  if (typeof pattern === "string") return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: "grapheme", minLength: Number(minLength), maxLength: Math.min(Number(maxLength), LONGEST) });
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  of: (schema: JsonSchema, field?: string) => Arbitrary<unknown>,
) {
  const fields: [string, Arbitrary<unknown>][] = Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => [
    name,
    of(schema),
  ]);
  const whole = fc.record<Record<string, unknown>>(Object.fromEntries(fields), { requiredKeys: required as string[] });
  if (typeof additionalProperties !== "object" || additionalProperties === null) return whole;
  return fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), of(additionalProperties as JsonSchema), { maxKeys: 3 });
}
