/** The suite's own PostgreSQL and Redis, on free ports: to be crashed, frozen, emptied and filled up. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedServer, startEmbedded } from "@assent/db/embedded";
import { createTemplate } from "@assent/testkit/global-setup";
import { inServer } from "@assent/testkit/in-server";
import { Redis } from "ioredis";
import { freePort } from "../../support/ports.ts";
import { type OwnRedis, ownRedis, redisProgram } from "../../support/redis.ts";

export interface Servers {
  postgres: EmbeddedServer;
  /** @throws Error where the machine has no redis-server */
  redis: OwnRedis;
  hasRedis: boolean;
  /** Says something to Redis. */
  tellRedis(command: string, ...args: string[]): Promise<unknown>;
  /** A migrated database of its own. @returns its URL */
  createDatabase(tablespace?: string): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  stop(): Promise<void>;
}

const TEMPLATE = "assent_faults_template";

export async function startServers(): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), "assent-faults-"));
  const postgres = await startEmbedded(folder);
  const server = postgres.url("postgres");
  await createTemplate(server, TEMPLATE);
  const redis = ownRedis(await freePort());
  if (redisProgram) await redis.start();
  return {
    ...{ postgres, redis, hasRedis: redisProgram !== undefined },
    tellRedis: (command, ...args) => tell(redis.url, command, args),
    async createDatabase(tablespace = "pg_default") {
      const name = `assent_faults_${randomBytes(6).toString("hex")}`;
      await inServer(server, (sql) => sql`create database ${sql(name)} template ${sql(TEMPLATE)} tablespace ${sql(tablespace)}`);
      return postgres.url(name);
    },
    dropDatabase: (url) => inServer(server, (sql) => sql`drop database ${sql(new URL(url).pathname.slice(1))} with (force)`),
    async stop() {
      if (redisProgram) await redis.kill();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function tell(url: string, command: string, args: string[]): Promise<unknown> {
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}
