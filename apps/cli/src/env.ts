import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { apiEnv } from "@assent/api";
import { baseEnv, secret } from "@assent/runtime";
import { workerEnv } from "@assent/worker";
import { z } from "zod";

export const databaseEnv = baseEnv.extend({ DATABASE_URL: workerEnv.shape.DATABASE_URL });

export const migrateEnv = databaseEnv.extend({
  APP_DATABASE_USER: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, "must be a plain name of a role")
    .default("arbitrage_app"),
  APP_DATABASE_PASSWORD: secret(16).optional(),
});

export const startEnv = baseEnv.extend({ DATA_DIR: z.string().default(".assent"), DATABASE_URL: workerEnv.shape.DATABASE_URL.optional() });

export const tokenEnv = startEnv.extend({
  JWT_SECRET: secret(),
  JWT_ISSUER: apiEnv.shape.JWT_ISSUER,
  JWT_AUDIENCE: apiEnv.shape.JWT_AUDIENCE,
});

/** The environment, with the secrets of this folder for what it does not set. */
export async function withStoredSecrets(path: string): Promise<NodeJS.ProcessEnv> {
  const stored = await readFile(path, "utf8").then(parseEnv, () => ({}));
  return { ...stored, ...setVariables() };
}

const setVariables = () => Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
