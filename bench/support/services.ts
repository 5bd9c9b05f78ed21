/**
 * PostgreSQL and Redis for a run: DATABASE_URL and REDIS_URL if they are given, else an embedded PostgreSQL (durable,
 * as it comes) and a `redis-server` of this machine. A server that was given is shared: nothing is emptied on it.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "@assent/db/embedded";
import { localRedis } from "@assent/testkit/local";
import { onEnd } from "./cleanup.ts";
import { createTemplate, type Server } from "./databases.ts";

export interface Services {
  postgres: Server & { source: string };
  /** Undefined where no Redis can be had: everything on Redis is then skipped, and said to be. */
  redis: { url: string; source: string } | undefined;
}

export async function provideServices(): Promise<Services> {
  const [server, redis] = [await providePostgres(), await provideRedis()];
  return { postgres: { ...server, template: await createTemplate(server.url) }, redis };
}

async function providePostgres() {
  const given = process.env["DATABASE_URL"];
  if (given) return { url: given, source: "DATABASE_URL" };
  const folder = await mkdtemp(join(tmpdir(), "assent-bench-"));
  onEnd(() => rm(folder, { recursive: true, force: true }));
  const server = await startEmbedded(folder);
  onEnd(() => server.stop());
  return { url: server.url("postgres"), source: "embedded" };
}

async function provideRedis() {
  const given = process.env["REDIS_URL"];
  if (given) return { url: given, source: "REDIS_URL" };
  const server = await localRedis();
  if (server) onEnd(() => server.stop());
  return server;
}
