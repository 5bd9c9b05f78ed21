import { z } from "zod";

export class EnvError extends Error {
  override name = "EnvError";
}

/**
 * Reads a process's configuration. An empty value counts as not set.
 *
 * @throws EnvError one error that names every bad variable and its rule, and never a value.
 */
export function readEnv<Schema extends z.ZodType>(schema: Schema, source: NodeJS.ProcessEnv = process.env): z.infer<Schema> {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  const lines = new Set(
    parsed.error.issues.map(
      (issue) =>
        `  ${issue.path.join(".") || "environment"}: ${issue.message.replace(/^Invalid input: expected \w+, received undefined$/, "is required")}`,
    ),
  );
  throw new EnvError(
    `The environment is not valid:\n${[...lines].join("\n")}\n"npm run assent -- env" writes a .env with fresh secrets; .env.example explains each variable.`,
  );
}

/** A whole number in a variable, within bounds. */
export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`);

export const boolean = z.enum(["true", "false"]).transform((value) => value === "true");

/** Also a piece that is repeated. */
const WELL_KNOWN = /^(.+?)\1+$|change[-_ ]?me|secret|password|example|development/i;

/** A secret that was made at random: long enough, and not one from a tutorial. */
export const secret = (minLength = 32) =>
  z
    .string()
    .min(minLength, `must have at least ${minLength} characters`)
    .refine((value) => !WELL_KNOWN.test(value), "is a well-known value; make a random one");

/** The variables every process reads. */
export const baseEnv = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  DRAIN_DEADLINE_MS: integer(0, 600_000).default(20_000),
});
