import { mkdir } from "node:fs/promises";
import { type ApiService, startApi } from "@assent/api";
import { type BoardService, startBoard } from "@assent/board";
import { authenticateAuditWith, checkRights, connect, directUrl, migrateTables, PARTS, SEED, seedDevelopmentData } from "@assent/db";
import { startEmbedded } from "@assent/db/embedded";
import { migrateQueues } from "@assent/jobs";
import { createMetrics, type Metrics, type MetricsService, serveMetrics } from "@assent/metrics";
import type { Add, Log } from "@assent/runtime";
import { parseMacKeys } from "@assent/vault";
import { startWorker } from "@assent/worker";
import type { StartEnv } from "./env.ts";

/** Starts everything, each part before those that need it, and says what it does. */
export async function startAll(env: StartEnv, log: Log, add: Add): Promise<void> {
  const began = performance.now();
  const urls = env.embedded ? { DATABASE_URL: await embedded(env.folder, add) } : env;
  await prepare(directUrl(urls), env);
  if (!env.embedded) await checkRights(env, PARTS, log);

  say("Starting a worker, API and board …");
  const services = { ...env, DATABASE_DIRECT_URL: undefined, ...urls };
  const metrics = createMetrics("assent");
  const exposed = add(await serveMetrics(metrics, services, log));
  await addWorker(services, log, metrics, add);
  const api = add(await startApi(services, log, metrics));
  const board = add(await startBoard({ ...services, API_URL: env.API_URL ?? api.url }, log, metrics));
  say(`\nAssent is up after ${seconds(began)}. Ctrl-C stops it; the data stays in ${env.embedded ? env.folder : "your database"}.\n`);
  describe(env, api, board, exposed);
}

async function embedded(folder: string, add: Add): Promise<string> {
  say(`Starting PostgreSQL in ${folder} …`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const server = await startEmbedded(folder);
  add({ name: "postgres", stop: () => server.stop() });
  await server.createDatabaseIfMissing("assent");
  return server.url("assent");
}

async function prepare(databaseUrl: string, { NODE_ENV, AUDIT_KEY }: StartEnv) {
  say("Migrating …");
  await migrateTables(databaseUrl);
  await migrateQueues(databaseUrl);
  if (NODE_ENV === "production") return;
  authenticateAuditWith(parseMacKeys(AUDIT_KEY));
  const { db, close } = connect(databaseUrl, { name: "assent-seed", max: 1 });
  await seedDevelopmentData(db).finally(close);
}

/**
 * It comes before the API, which then says `healthy` with its first answer, and goes after it, with nothing new to do.
 * Drained from afar, it ends alone: whoever orders that does not mean the API and the board.
 */
async function addWorker(env: Parameters<typeof startWorker>[0], log: Log, metrics: Metrics, add: Add) {
  const { name, stop, ended } = await startWorker(env, log, { metrics });
  add({ name, stop });
  const drained = async () => {
    await stop(AbortSignal.timeout(env.DRAIN_DEADLINE_MS));
    say("The worker was drained and has stopped. Jobs wait until Assent is started again, or another worker.");
  };
  void ended
    .then(drained)
    .catch((err) => log.error({ event: "service.stop_failed", service: name, err }, "the worker did not stop cleanly"));
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const seconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

function describe(
  { NODE_ENV, AUTH_MODE, BOARD_USER, BOARD_PASSWORD }: StartEnv,
  api: ApiService,
  board: BoardService,
  metrics: MetricsService,
) {
  const development = NODE_ENV !== "production";
  say(`  console ${board.url}   login: ${BOARD_USER} / ${development ? BOARD_PASSWORD : "BOARD_PASSWORD"}`);
  say(`  API     ${api.url}/api/docs`);
  say(`  metrics ${metrics.url}\n`);
  if (development) say("In another terminal: npm run assent -- demo sends it work, npm run assent -- status shows what it does.\n");
  if (development) say(`Create a session:\n\n${exampleCall(api.url, AUTH_MODE)}\n`);
}

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
