import type { z } from "zod";

export interface Named {
  schema: z.ZodType;
  example: unknown;
}

/** The schemas that have a name in the contract, docs/openapi.json, each with an example. */
export const named = new Map<string, Named>();

export function name<Schema extends z.ZodType>(id: string, schema: Schema, example: z.output<Schema>): Schema {
  if (named.has(id)) throw new Error(`two schemas are called ${id}`);
  named.set(id, { schema, example });
  return schema;
}

/** What the examples are about. */
export const EXAMPLE = {
  user: "0192a000-0000-7000-8000-00000000000a",
  consent: "0192a000-0000-7000-8000-0000000000ca",
  session: "0193f4c1-6a00-7000-8000-00000000005e",
  job: "0193f4c1-69f0-7000-8000-00000000000b",
  worker: "0193f4c0-1200-7000-8000-0000000000f1",
  hold: "0193f4c2-0b20-7000-8000-0000000000d1",
  operation: "0193f4c2-0a10-7000-8000-0000000000b0",
  audit: "0193f4c1-6a01-7000-8000-0000000000a1",
  request: "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
  at: "2027-01-31T12:00:00.000Z",
  soon: "2027-01-31T12:00:00.250Z",
  later: "2027-01-31T18:00:00.000Z",
} as const;
