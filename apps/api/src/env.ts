import { connectionVariables } from "@assent/jobs";
import { baseEnv, boolean, integer, secret } from "@assent/runtime";
import { parseKeyring } from "@assent/vault";
import { z } from "zod";

export const apiEnv = baseEnv
  .extend({
    HOST: z.string().default("127.0.0.1"),
    PORT: integer(0, 65_535).default(3_000),
    ...connectionVariables,
    AUTH_MODE: z.enum(["jwt", "open"]).default("jwt"),
    JWT_SECRET: secret().optional(),
    JWT_JWKS_URL: z.url({ protocol: /^https?$/, error: "must be an http(s) URL" }).optional(),
    JWT_ISSUER: z.string().default("assent"),
    JWT_AUDIENCE: z.string().default("assent-api"),
    SESSION_SECRET: secret(),
    SESSION_ENCRYPTION_KEY: z.string().transform((value, context) => {
      try {
        return parseKeyring(value);
      } catch (error) {
        context.addIssue({ code: "custom", message: (error as Error).message });
        return z.NEVER;
      }
    }),
    PAPER_TRADING_MODE: boolean.default(true),
    API_WAIT_MS: integer(0, 60_000).default(5_000),
  })
  .superRefine((env, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (env.AUTH_MODE === "open" && env.NODE_ENV === "production") refuse("AUTH_MODE", "must not be open in production");
    if (env.AUTH_MODE === "jwt" && !env.JWT_SECRET && !env.JWT_JWKS_URL)
      refuse("JWT_SECRET", "is required (or JWT_JWKS_URL) when AUTH_MODE is jwt");
  });
export type ApiEnv = z.infer<typeof apiEnv>;
