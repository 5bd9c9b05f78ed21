/** Vitest's global setup, once per run: services, a migrated template database that test files clone, and a bundle of the processes. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { grantRole, migrateTables, PARTS, type Part } from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import type { TestProject } from "vitest/node";
import { inServer } from "./in-server.ts";
import { type Provided, providePostgres, provideRedis } from "./services.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
    template: string;
    roles: Roles;
    redisUrl: string | null;
  }
}

/** A login of its own for each process, with the rights that it has in a real deployment. */
export type Roles = Record<Part, { user: string; password: string }>;

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
  const { postgres, template, roles, redis } = await shared.servers;
  project.provide("postgresUrl", postgres.url);
  project.provide("template", template);
  project.provide("roles", roles);
  project.provide("redisUrl", redis?.url ?? null);

  return async function teardown() {
    if (--shared.users > 0) return;
    await inServer(postgres.url, (sql) => sql`drop database if exists ${sql(template)} with (force)`);
    await dropRoles(postgres.url, roles).catch(() => {});
    await Promise.all([postgres.stop(), redis?.stop()]);
  };
}

async function startServers() {
  const [postgres, redis] = await Promise.all([providePostgres(), provideRedis()]);
  const template = `assent_template_${randomBytes(6).toString("hex")}`;
  const roles = await grantRoles(await createTemplate(postgres.url, template));
  report(postgres, redis);
  return { postgres, template, roles, redis };
}

export async function createTemplate(serverUrl: string, template: string) {
  await inServer(serverUrl, (sql) => sql`create database ${sql(template)}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${template}` }).toString();
  await migrateTables(url);
  await migrateQueues(url);
  return url;
}

/** A database that a killed test file has left needs them still. */
async function dropRoles(serverUrl: string, roles: Roles) {
  for (const { user } of Object.values(roles)) await inServer(serverUrl, (sql) => sql`drop role ${sql(user)}`);
}

/** What is granted in the template is granted in its clones. */
async function grantRoles(templateUrl: string): Promise<Roles> {
  const secret = () => randomBytes(6).toString("hex");
  const roles = Object.fromEntries(PARTS.map((part) => [part, { user: `assent_test_${part}_${secret()}`, password: secret() }])) as Roles;
  for (const part of PARTS) await grantRole(templateUrl, { ...roles[part], parts: [part] });
  return roles;
}

function report(server: Provided, redis: Provided | undefined) {
  const line = redis ? `Redis from ${redis.source}` : "NO REDIS FOUND: every suite on the Redis backend is skipped";
  process.stdout.write(`\nTests use PostgreSQL from ${server.source}; ${line}.\n\n`);
}
