/** Vitest's global setup, once per run: services, a migrated template database that test files clone, and a bundle of the processes. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { migrateTables } from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import type { TestProject } from "vitest/node";
import { inServer } from "./in-server.ts";
import { type Provided, providePostgres, provideRedis } from "./services.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
    template: string;
    redisUrl: string | null;
  }
}

interface Shared {
  servers?: ReturnType<typeof startServers>;
  bundle?: Promise<unknown>;
  users: number;
}

const BUNDLER = fileURLToPath(new URL("../../../deploy/bundle.mjs", import.meta.url));

/**
 * Vitest calls `setup` for each project, in one process but from a module of its own: the first starts the servers and the
 * last stops them.
 */
const everywhere = globalThis as { assentTestServers?: Shared };
everywhere.assentTestServers ??= { users: 0 };
const shared = everywhere.assentTestServers;

export default async function setup(project: TestProject) {
  shared.users++;
  shared.servers ??= startServers();
  /** A project that sets no variables has none, whatever its type says. */
  const folder = project.config.env?.["ASSENT_TEST_BUNDLE"];
  if (folder) shared.bundle ??= promisify(execFile)(process.execPath, [BUNDLER, folder]);
  await shared.bundle;
  const { postgres, template, redis } = await shared.servers;
  project.provide("postgresUrl", postgres.url);
  project.provide("template", template);
  project.provide("redisUrl", redis?.url ?? null);

  return async function teardown() {
    if (--shared.users > 0) return;
    await inServer(postgres.url, (sql) => sql`drop database if exists ${sql(template)} with (force)`);
    await Promise.all([postgres.stop(), redis?.stop()]);
  };
}

async function startServers() {
  const [postgres, redis] = await Promise.all([providePostgres(), provideRedis()]);
  const template = `assent_template_${randomBytes(6).toString("hex")}`;
  await createTemplate(postgres.url, template);
  report(postgres, redis);
  return { postgres, template, redis };
}

export async function createTemplate(serverUrl: string, template: string) {
  await inServer(serverUrl, (sql) => sql`create database ${sql(template)}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${template}` }).toString();
  await migrateTables(url);
  await migrateQueues(url);
}

function report(server: Provided, redis: Provided | undefined) {
  const line = redis ? `Redis from ${redis.source}` : "NO REDIS FOUND: every suite on the Redis backend is skipped";
  process.stdout.write(`\nTests use PostgreSQL from ${server.source}; ${line}.\n\n`);
}
