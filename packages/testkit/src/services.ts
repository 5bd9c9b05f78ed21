/**
 * Where tests take PostgreSQL and Redis from, in this order: DATABASE_URL / REDIS_URL; testcontainers where a Docker
 * engine answers; a redis-server or valkey-server on the machine; embedded PostgreSQL. Never a fixed port, and never
 * a server that is not the tests' own unless it was named.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "@assent/db/embedded";
import { GenericContainer, Wait } from "testcontainers";
import { inServer } from "./in-server.ts";
import { localRedis, type Provided } from "./local.ts";
import { until } from "./until.ts";

export type { Provided };

const POSTGRES_IMAGE = "postgres:18-alpine";
const REDIS_IMAGE = "redis:8-alpine";
const nothingToStop = async () => {};
/** The reaper would be one more image that a machine must have or be able to fetch; `removeOrphans` does its work. */
process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
const OWNER_LABEL = "assent.test.owner";

export async function providePostgres(): Promise<Provided> {
  const given = process.env["DATABASE_URL"];
  if (given) return { url: given, source: "DATABASE_URL", stop: nothingToStop };
  return (await fromContainer(postgresContainer)) ?? embedded();
}

/** @returns undefined where no Redis can be had; the suites that need it are then reported as skipped. */
export async function provideRedis(): Promise<Provided | undefined> {
  const given = process.env["REDIS_URL"];
  if (given) return { url: given, source: "REDIS_URL", stop: nothingToStop };
  return (await fromContainer(redisContainer)) ?? (await localRedis());
}

/** A container if a Docker engine answers and has the image; what went wrong is said, so that nobody wonders. */
async function fromContainer(start: () => Promise<Provided>): Promise<Provided | undefined> {
  if (!dockerAnswers()) return undefined;
  removeOrphans();
  return start().catch((error: Error) => {
    process.stderr.write(`Docker answers, but a container could not be started (${error.message}); taking the next source.\n`);
    return undefined;
  });
}

function dockerAnswers(): boolean {
  try {
    execFileSync("docker", ["info"], { stdio: "ignore", timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

/** Containers of test runs that were killed before they could stop them. */
function removeOrphans() {
  const format = `{{.ID}} {{.Label "${OWNER_LABEL}"}}`;
  const listed = execFileSync("docker", ["ps", "-a", "--filter", `label=${OWNER_LABEL}`, "--format", format], { encoding: "utf8" });
  const ours = listed
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" "));
  const orphans = ours.filter(([, owner]) => !isAlive(Number(owner))).map(([id = ""]) => id);
  if (orphans.length > 0) spawnSync("docker", ["rm", "-fv", ...orphans], { stdio: "ignore" });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function postgresContainer(): Promise<Provided> {
  const container = await new GenericContainer(POSTGRES_IMAGE)
    .withLabels({ [OWNER_LABEL]: String(process.pid) })
    .withEnvironment({ POSTGRES_USER: "assent", POSTGRES_PASSWORD: "assent", POSTGRES_DB: "assent" })
    .withCommand(["postgres", "-c", "fsync=off", "-c", "max_connections=300"])
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forListeningPorts().withStartupTimeout(60_000))
    .start();
  const url = `postgres://assent:assent@${container.getHost()}:${container.getMappedPort(5432)}/assent`;
  await until("PostgreSQL answers", () => answers(url), 60_000);
  return { url, source: `testcontainers (${POSTGRES_IMAGE})`, stop: async () => void (await container.stop()) };
}

/** Asked from here: a health check of the engine's would start processes in the container for as long as the tests run. */
const answers = (url: string): Promise<boolean> =>
  inServer(url, (sql) => sql`select`).then(
    () => true,
    () => false,
  );

async function redisContainer(): Promise<Provided> {
  const container = await new GenericContainer(REDIS_IMAGE)
    .withLabels({ [OWNER_LABEL]: String(process.pid) })
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/).withStartupTimeout(60_000))
    .start();
  const url = `redis://${container.getHost()}:${container.getMappedPort(6379)}`;
  return { url, source: `testcontainers (${REDIS_IMAGE})`, stop: async () => void (await container.stop()) };
}

async function embedded(): Promise<Provided> {
  const folder = await mkdtemp(join(tmpdir(), "assent-test-"));
  const server = await startEmbedded(folder, { durable: false });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: server.url("postgres"), source: "embedded PostgreSQL", stop };
}
