import { z } from "zod";

/** PostgreSQL stores neither NUL nor half a surrogate pair; both are refused where they come in. */
const storable = (value: string) => !value.includes("\0") && value.isWellFormed();

export const text = (max: number) => z.string().min(1).max(max).refine(storable, { error: "must not contain NUL or unpaired surrogates" });

export const slug = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9_.-]*$/, { error: "must be lower-case letters, digits, '_', '-' or '.'" });

/** A flat JSON object: enough for evidence, and nothing that can be nested a thousand levels deep. */
export const details = z
  .record(text(64), z.union([text(1024), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 32, { error: "must not have more than 32 entries" });

export type Details = z.infer<typeof details>;
