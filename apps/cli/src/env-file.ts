/** Fresh secrets, as lines of a .env file. */
import { randomBytes } from "node:crypto";
import { appendFile, open, readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { newSigningKey } from "@assent/ledger";
import { newKey } from "@assent/vault";

const random = (bytes: number) => randomBytes(bytes).toString("base64url");

/** The secrets that no two deployments share. */
export const freshSecrets = () => ({
  JWT_SECRET: random(48),
  SESSION_SECRET: random(48),
  SESSION_ENCRYPTION_KEY: newKey(),
  AUDIT_KEY: newKey(),
  AUDIT_SIGNING_KEY: newSigningKey(),
  BOARD_USER: "operator",
  BOARD_PASSWORD: random(18),
});

const password = () => randomBytes(24).toString("hex");

/** The passwords of the container fleet. They stand in URLs and on command lines there, where hex needs no escape. */
const freshPasswords = () => ({
  POSTGRES_PASSWORD: password(),
  API_DATABASE_PASSWORD: password(),
  WORKER_DATABASE_PASSWORD: password(),
  BOARD_DATABASE_PASSWORD: password(),
  REDIS_PASSWORD: password(),
});

/** A whole .env: open and seeded for development, closed for production. */
export function generateEnv({ production }: { production: boolean }): Record<string, string> {
  const mode = production
    ? { NODE_ENV: "production", AUTH_MODE: "jwt", PAPER_TRADING_MODE: "true" }
    : { NODE_ENV: "development", AUTH_MODE: "open", PAPER_TRADING_MODE: "true" };
  return { ...mode, ...freshSecrets(), ...freshPasswords() };
}

/** Readable by its owner only. @throws Error if the file is there: a secret is never overwritten. */
export async function writeEnvFile(path: string, variables: Record<string, string>): Promise<void> {
  const file = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new Error(`${path} exists and is never overwritten. Move it away first if you want new secrets.`);
    throw error;
  });
  try {
    await file.writeFile(linesOf(variables));
  } finally {
    await file.close();
  }
}

/** For secrets that an earlier version did not know. What is there stays. */
export async function addMissing(path: string, variables: Record<string, string>): Promise<void> {
  const known = parseEnv(await readFile(path, "utf8"));
  const missing = Object.entries(variables).filter(([name]) => known[name] === undefined);
  if (missing.length > 0) await appendFile(path, linesOf(Object.fromEntries(missing)));
}

const linesOf = (variables: Record<string, string>) =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
