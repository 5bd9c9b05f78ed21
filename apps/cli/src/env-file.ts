/** Fresh secrets, as lines of a .env file. */
import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { newKey } from "@assent/vault";

const random = (bytes: number) => randomBytes(bytes).toString("base64url");

/** The secrets that no two deployments share. */
export const freshSecrets = () => ({
  JWT_SECRET: random(48),
  SESSION_SECRET: random(48),
  SESSION_ENCRYPTION_KEY: newKey(),
  BOARD_USER: "operator",
  BOARD_PASSWORD: random(18),
});

const password = () => randomBytes(24).toString("hex");

/** The passwords of the container fleet. They stand in URLs and on command lines there, where hex needs no escape. */
const freshPasswords = () => ({ POSTGRES_PASSWORD: password(), APP_DATABASE_PASSWORD: password(), REDIS_PASSWORD: password() });

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
    await file.writeFile(
      Object.entries(variables)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
  } finally {
    await file.close();
  }
}
