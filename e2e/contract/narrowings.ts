import type { Contract, JsonSchema } from "../support/contract.ts";

const REF = "#/components/schemas/";

/** Clients must be able to send what they sent, and must find in answers what they found. */
export type Way = "sent" | "answered";

interface At {
  document: Contract;
  schema: JsonSchema;
}

/** In what a schema has become narrower for who sends it, or poorer for who reads it. A part that refers to itself is looked at once. */
export function narrowings(way: Way, was: At, is: At, place: string, seen: ReadonlySet<unknown> = new Set()): string[] {
  const before = resolve(was);
  const after = resolve(is);
  if (seen.has(before)) return [];
  const inside = new Set([...seen, before]);
  const compare = (old: unknown, now: unknown, where: string) =>
    narrowings(way, { ...was, schema: old as JsonSchema }, { ...is, schema: now as JsonSchema }, where, inside);
  return [
    ...typeChanges(way, was, is, place),
    ...missing(before["enum"], after["enum"]).map((value) => `${place} has no ${JSON.stringify(value)} any more`),
    ...(way === "sent" ? limitChanges(before, after, place) : []),
    ...propertyChanges(way, objectIn(was), objectIn(is), place, compare),
    ...bothHave("items", before, after, (old, now) => compare(old, now, `an item of ${place}`)),
    ...bothHave("additionalProperties", before, after, (old, now) => (old === true ? [] : compare(old, now, `a value of ${place}`))),
    ...bothHave("allOf", before, after, (old, now) =>
      (old as unknown[]).flatMap((one, i) => compare(one, (now as unknown[])[i] ?? {}, place)),
    ),
  ];
}

function resolve({ document, schema }: At): JsonSchema {
  const { $ref } = schema;
  return typeof $ref === "string" ? (document.components.schemas[$ref.slice(REF.length)] ?? {}) : schema;
}

/** A schema's alternatives, or itself. */
function alternatives(at: At): JsonSchema[] {
  const schema = resolve(at);
  return Array.isArray(schema["anyOf"]) ? schema["anyOf"].flatMap((one) => alternatives({ ...at, schema: one })) : [schema];
}

const typesOf = (at: At) => [...new Set(alternatives(at).flatMap(({ type = "anything" }) => type as string | string[]))];
const objectIn = (at: At): JsonSchema => alternatives(at).find(({ properties }) => properties) ?? {};

function typeChanges(way: Way, was: At, is: At, place: string): string[] {
  const [before, after] = [typesOf(was), typesOf(is)];
  if (way === "sent") return after.includes("anything") ? [] : missing(before, after).map((type) => `${place} cannot be ${type} any more`);
  return before.includes("anything") ? [] : missing(after, before).map((type) => `${place} can be ${type} now`);
}

const missing = (before: unknown, after: unknown) =>
  Array.isArray(before) && Array.isArray(after) ? before.filter((one) => !after.includes(one)) : [];

const LIMITS = ["minLength", "minimum", "minItems", "maxLength", "maximum", "maxItems"];
const LOOSEST: Record<string, number> = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

function limitChanges(before: JsonSchema, after: JsonSchema, place: string): string[] {
  const tighter = LIMITS.filter((limit) => {
    const end = limit.slice(0, 3);
    const [old, now] = [before, after].map((schema) => Number(schema[limit] ?? LOOSEST[end])) as [number, number];
    return end === "min" ? now > old : now < old;
  });
  const other = ["pattern", "format"].filter((keyword) => after[keyword] !== undefined && after[keyword] !== before[keyword]);
  return [...tighter, ...other].map((keyword) => `${place} has another ${keyword}: ${after[keyword]}`);
}

type Compare = (old: unknown, now: unknown, where: string) => string[];

function propertyChanges(way: Way, before: JsonSchema, after: JsonSchema, place: string, compare: Compare): string[] {
  const [old, now] = [before, after].map(({ properties = {} }) => properties as Record<string, unknown>) as [
    object,
    Record<string, unknown>,
  ];
  const [needed, needs] = [before, after].map(({ required = [] }) => required as string[]) as [string[], string[]];
  const kept = Object.entries(old).flatMap(([name, schema]) =>
    name in now ? compare(schema, now[name], `${place}.${name}`) : [`${place}.${name} is gone`],
  );
  const turned =
    way === "sent"
      ? missing(needs, needed).map((name) => `${place}.${name} is required now`)
      : missing(needed, needs).flatMap((name) => (name in now ? [`${place}.${name} need not be there any more`] : []));
  return [...kept, ...turned];
}

function bothHave(keyword: string, before: JsonSchema, after: JsonSchema, look: (old: unknown, now: unknown) => string[]): string[] {
  const [old, now] = [before[keyword], after[keyword]];
  return old && now ? look(old, now) : [];
}
