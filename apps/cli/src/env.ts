import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { apiEnv } from "@assent/api";
import { boardEnv } from "@assent/board";
import { connectionVariables, sealingVariables } from "@assent/jobs";
import { baseEnv, readEnv, secret } from "@assent/runtime";
import { workerEnv } from "@assent/worker";
import { z } from "zod";
import { addMissing, freshSecrets, writeEnvFile } from "./env-file.ts";

export const dataDir = z.object({ DATA_DIR: z.string().default(".assent") });

const { DATABASE_URL, DATABASE_DIRECT_URL } = connectionVariables;
export const databaseEnv = baseEnv.extend({ DATABASE_URL, DATABASE_DIRECT_URL });

/** What writes into the audit log needs its key. */
export const seedEnv = databaseEnv.extend({ AUDIT_KEY: connectionVariables.AUDIT_KEY });

/** What an auditor may be given. */
export const auditEnv = baseEnv.extend({ ...sealingVariables, AUDIT_KEY: connectionVariables.AUDIT_KEY.optional() });

const roleName = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, "must be a plain name of a role");
const rolePassword = secret(16).optional();

export const migrateEnv = databaseEnv
  .extend({
    API_DATABASE_USER: roleName.default("arbitrage_api"),
    API_DATABASE_PASSWORD: rolePassword,
    WORKER_DATABASE_USER: roleName.default("arbitrage_worker"),
    WORKER_DATABASE_PASSWORD: rolePassword,
    BOARD_DATABASE_USER: roleName.default("arbitrage_board"),
    BOARD_DATABASE_PASSWORD: rolePassword,
    APP_DATABASE_USER: roleName.default("arbitrage_app"),
    APP_DATABASE_PASSWORD: rolePassword,
  })
  .refine((env) => new Set([env.API_DATABASE_USER, env.WORKER_DATABASE_USER, env.BOARD_DATABASE_USER, env.APP_DATABASE_USER]).size === 4, {
    path: ["API_DATABASE_USER"],
    error: "must name another role than WORKER_DATABASE_USER, BOARD_DATABASE_USER and APP_DATABASE_USER, and so must these",
  });
export type MigrateEnv = z.infer<typeof migrateEnv>;

/** All that `start` needs, as one: so that one message names every bad variable. */
const startEnv = dataDir.and(apiEnv).and(boardEnv).and(workerEnv);
export type StartEnv = z.infer<typeof startEnv> & { folder: string; embedded: boolean };

const METRICS_PORT = "3003";
const EMBEDDED = "postgres://embedded";

export async function readStartEnv(): Promise<StartEnv> {
  const { DATA_DIR } = readEnv(dataDir);
  const folder = resolve(DATA_DIR);
  const variables = process.env["NODE_ENV"] === "production" ? setVariables() : await forDevelopment(folder);
  const env = readEnv(startEnv, { LOG_LEVEL: "warn", METRICS_PORT, DATABASE_URL: EMBEDDED, ...variables });
  return { ...env, folder, embedded: env.DATABASE_URL === EMBEDDED };
}

/** In development, secrets that are not set are made once and kept beside the data; production makes none. */
async function forDevelopment(folder: string) {
  const stored = join(folder, "secrets.env");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (existsSync(stored)) await addMissing(stored, freshSecrets());
  else await writeEnvFile(stored, freshSecrets());
  return { AUTH_MODE: "open", ...(await withStoredSecrets(stored)) };
}

export async function readTokenEnv() {
  const { DATA_DIR } = readEnv(dataDir);
  const tokenEnv = baseEnv.extend({
    JWT_SECRET: secret(),
    JWT_ISSUER: apiEnv.shape.JWT_ISSUER,
    JWT_AUDIENCE: apiEnv.shape.JWT_AUDIENCE,
  });
  return readEnv(tokenEnv, await withStoredSecrets(join(DATA_DIR, "secrets.env")));
}

/** Of the PostgreSQL that `npm start` runs on this machine, if it does. */
export async function embeddedUrl(): Promise<string | undefined> {
  const { urlOfRunning } = await import("@assent/db/embedded");
  return urlOfRunning(resolve(readEnv(dataDir).DATA_DIR), "assent");
}

/** For a command beside `npm start`: its secrets and its database, unless the environment says otherwise. */
export async function besideStart(): Promise<NodeJS.ProcessEnv> {
  const { DATA_DIR } = readEnv(dataDir);
  const DATABASE_URL = await embeddedUrl();
  return { ...(DATABASE_URL ? { DATABASE_URL } : {}), ...(await withStoredSecrets(join(DATA_DIR, "secrets.env"))) };
}

/** The environment, with the secrets of this folder for what it does not set; a file of keys is set instead of keys. */
async function withStoredSecrets(path: string): Promise<NodeJS.ProcessEnv> {
  const { SESSION_ENCRYPTION_KEY, ...others }: NodeJS.ProcessEnv = await readFile(path, "utf8").then(parseEnv, () => ({}));
  const set = setVariables();
  const keys = SESSION_ENCRYPTION_KEY && !set["SESSION_ENCRYPTION_KEY_FILE"] ? { SESSION_ENCRYPTION_KEY } : {};
  return { ...others, ...keys, ...set };
}

const setVariables = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
