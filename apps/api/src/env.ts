import { connectionVariables, onOneNode, webhookVariables } from "@assent/jobs";
import { metricsVariables } from "@assent/metrics";
import { baseEnv, boolean, integer, secret } from "@assent/runtime";
import type { Keyring } from "@assent/vault";
import { z } from "zod";
import { keyFile, keys } from "./key-file.ts";
import { limitVariables } from "./limits/env.ts";

/** Also when another variable is bad: all of them are named at once. */
const always = () => true;

export const apiEnv = baseEnv
  .extend({
    HOST: z.string().default("127.0.0.1"),
    PORT: integer(0, 65_535).default(3_000),
    ...metricsVariables,
    ...connectionVariables,
    ...webhookVariables,
    AUTH_MODE: z.enum(["jwt", "open"]).default("jwt"),
    JWT_SECRET: secret().optional(),
    JWT_JWKS_URL: z.url({ protocol: /^https?$/, error: "must be an http(s) URL" }).optional(),
    JWT_ISSUER: z.string().default("assent"),
    JWT_AUDIENCE: z.string().default("assent-api"),
    SESSION_SECRET: secret(),
    SESSION_ENCRYPTION_KEY: keys.optional(),
    SESSION_ENCRYPTION_KEY_FILE: keyFile.optional(),
    HEARTBEAT_MS: integer(50, 60_000).default(2_000),
    PAPER_TRADING_MODE: boolean.default(true),
    API_WAIT_MS: integer(0, 60_000).default(5_000),
    ...limitVariables,
  })
  .refine(({ AUTH_MODE, NODE_ENV }) => AUTH_MODE !== "open" || NODE_ENV !== "production", {
    ...{ path: ["AUTH_MODE"], error: "must not be open in production", when: always },
  })
  .refine(({ AUTH_MODE, JWT_SECRET, JWT_JWKS_URL }) => AUTH_MODE !== "jwt" || JWT_SECRET || JWT_JWKS_URL, {
    ...{ path: ["JWT_SECRET"], error: "is required (or JWT_JWKS_URL) when AUTH_MODE is jwt", when: always },
  })
  .refine(({ SESSION_ENCRYPTION_KEY: inVariable, SESSION_ENCRYPTION_KEY_FILE: inFile }) => Boolean(inVariable) !== Boolean(inFile), {
    ...{ path: ["SESSION_ENCRYPTION_KEY"], error: "is required, or SESSION_ENCRYPTION_KEY_FILE instead of it", when: always },
  })
  .refine(({ SESSION_ENCRYPTION_KEY_FILE: file, NODE_ENV }) => NODE_ENV !== "production" || file?.isPrivate !== false, {
    ...{ path: ["SESSION_ENCRYPTION_KEY_FILE"], error: "names a file that others than its owner may touch: chmod 400", when: always },
  })
  .refine(...onOneNode);
export type ApiEnv = z.infer<typeof apiEnv>;

/** One of the two is set: the schema sees to that. */
export const keyringOf = ({ SESSION_ENCRYPTION_KEY, SESSION_ENCRYPTION_KEY_FILE }: ApiEnv): Keyring =>
  (SESSION_ENCRYPTION_KEY ?? SESSION_ENCRYPTION_KEY_FILE?.keyring) as Keyring;
