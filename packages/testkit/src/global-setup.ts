/** Vitest's global setup: services once per run, and one migrated template database that test files clone. */
import { randomBytes } from "node:crypto";
import { migrateTables } from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { type Provided, providePostgres, provideRedis } from "./services.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
    template: string;
    redisUrl: string | null;
  }
}

export default async function setup(project: TestProject) {
  const [server, redis] = await Promise.all([providePostgres(), provideRedis()]);
  const template = `assent_template_${randomBytes(6).toString("hex")}`;
  await createTemplate(server.url, template);
  report(server, redis);
  project.provide("postgresUrl", server.url);
  project.provide("template", template);
  project.provide("redisUrl", redis?.url ?? null);

  return async function teardown() {
    await inServer(server.url, (sql) => sql`drop database if exists ${sql(template)} with (force)`);
    await Promise.all([server.stop(), redis?.stop()]);
  };
}

async function createTemplate(serverUrl: string, template: string) {
  await inServer(serverUrl, (sql) => sql`create database ${sql(template)}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${template}` }).toString();
  await migrateTables(url);
  await migrateQueues(url);
}

export async function inServer(url: string, run: (sql: postgres.Sql) => Promise<unknown>) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}

function report(server: Provided, redis: Provided | undefined) {
  const line = redis ? `Redis from ${redis.source}` : "NO REDIS FOUND: every suite on the Redis backend is skipped";
  process.stdout.write(`\nTests use PostgreSQL from ${server.source}; ${line}.\n\n`);
}
