import { z } from "zod";

/** PostgreSQL stores neither NUL nor half a surrogate pair; both are refused where they come in. */
const storable = (value: string) => !value.includes("\0") && value.isWellFormed();

export const text = (max: number) => z.string().min(1).max(max).refine(storable, { error: "must not contain NUL or unpaired surrogates" });

export const slug = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9_.-]*$/, { error: "must be lower-case letters, digits, '_', '-' or '.'" });

const detail = z.union([text(1024), z.number(), z.boolean(), z.null()], {
  error: "must be text of 1 to 1024 characters, a finite number, true, false or null",
});

const ofKeys = ({ code }: { code: string }) =>
  code === "invalid_key" ? "must have keys of 1 to 64 characters, without NUL or unpaired surrogates" : undefined;

/** A flat JSON object: enough for evidence, and nothing that can be nested a thousand levels deep. */
export const details = z
  .record(text(64), detail, { error: ofKeys })
  .refine((value) => Object.keys(value).length <= 32, { error: "must not have more than 32 entries" });

export type Details = z.infer<typeof details>;
