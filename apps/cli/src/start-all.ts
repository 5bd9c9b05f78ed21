import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { apiEnv, startApi } from "@assent/api";
import { boardEnv, startBoard } from "@assent/board";
import { connect, migrateTables, SEED, seedDevelopmentData } from "@assent/db";
import { startEmbedded } from "@assent/db/embedded";
import { migrateQueues } from "@assent/jobs";
import { type Add, type Log, readEnv } from "@assent/runtime";
import { startWorker, workerEnv } from "@assent/worker";
import type { z } from "zod";
import { type startEnv, withStoredSecrets } from "./env.ts";
import { freshSecrets, writeEnvFile } from "./env-file.ts";

type StartEnv = z.infer<typeof startEnv>;

/** Starts everything, each part before those that need it, and says what it does. */
export async function startAll(env: StartEnv, log: Log, add: Add): Promise<void> {
  const began = performance.now();
  const folder = resolve(env.DATA_DIR);
  const development = env.NODE_ENV !== "production";
  const databaseUrl = env.DATABASE_URL ?? (await embedded(folder, add));
  await step("Migrating", async () => {
    await migrateTables(databaseUrl);
    await migrateQueues(databaseUrl);
    if (development) await seed(databaseUrl);
  });

  const variables = { ...(await variablesOf(folder, development)), DATABASE_URL: databaseUrl };
  const services = { api: readEnv(apiEnv, variables), board: readEnv(boardEnv, variables), worker: readEnv(workerEnv, variables) };
  const { api, board } = await step("Starting API, board and a worker", async () => {
    const api = add(await startApi(services.api, log));
    const board = add(await startBoard(services.board, log));
    add(await startWorker(services.worker, log));
    return { api, board };
  });
  say(`\nAssent is up after ${seconds(began)}. Ctrl-C stops it; the data stays in ${env.DATABASE_URL ? "your database" : folder}.\n`);
  say(`  API    ${api.url}/api/docs`);
  say(`  board  ${board.url}   login: ${services.board.BOARD_USER} / ${development ? services.board.BOARD_PASSWORD : "BOARD_PASSWORD"}\n`);
  if (development) say(`Create a session:\n\n${exampleCall(api.url, services.api.AUTH_MODE)}\n`);
}

async function embedded(folder: string, add: Add): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const server = await step(`Starting PostgreSQL in ${folder}`, () => startEmbedded(folder));
  add({ name: "postgres", stop: () => server.stop() });
  await server.createDatabaseIfMissing("assent");
  return server.url("assent");
}

async function seed(databaseUrl: string) {
  const { db, close } = connect(databaseUrl, { name: "assent-seed", max: 1 });
  await seedDevelopmentData(db).finally(close);
}

/** In development, secrets that are not set are made once and kept beside the data; production makes none. */
async function variablesOf(folder: string, development: boolean): Promise<NodeJS.ProcessEnv> {
  if (!development) return process.env;
  const stored = join(folder, "secrets.env");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(stored)) await writeEnvFile(stored, freshSecrets());
  return { AUTH_MODE: "open", ...(await withStoredSecrets(stored)) };
}

async function step<T>(what: string, run: () => Promise<T>): Promise<T> {
  const began = performance.now();
  process.stdout.write(`${what} … `);
  try {
    const done = await run();
    say(`done in ${seconds(began)}`);
    return done;
  } catch (error) {
    say("failed");
    throw error;
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const seconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

function exampleCall(url: string, authMode: "jwt" | "open"): string {
  const { userId, consentId } = SEED.valid;
  const body = {
    user_id: userId,
    sportsbook: "test_sportsbook",
    session_data: "a-token-from-the-sportsbook",
    consent_id: consentId,
    expires_at: tomorrow(),
  };
  const token = authMode === "jwt" ? ` -H "Authorization: Bearer $(npm run --silent assent -- token --sub ${userId})"` : "";
  return `  curl -i ${url}/api/v1/sessions -H 'Content-Type: application/json'${token} \\\n    -d '${JSON.stringify(body)}'`;
}

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
