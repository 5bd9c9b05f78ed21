/** What the figures were measured on: without it they say nothing. */
import { readFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { Redis } from "ioredis";
import postgres from "postgres";
import { PACKAGES } from "../peers/index.ts";
import { ROOT } from "./programs.ts";
import type { Services } from "./services.ts";

export interface Machine {
  platform: string;
  cpu: string;
  cores: number;
  memoryGiB: number;
  /** Of the last minute, when the run began: with anything else running, rates are too low. */
  loadAtStart: number;
  node: string;
  postgres: string;
  redis: string;
  packages: Record<string, string>;
}

export async function describeMachine(services: Services): Promise<Machine> {
  return {
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAtStart: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    node: process.version,
    postgres: await describePostgres(services),
    redis: await describeRedis(services),
    packages: Object.fromEntries(await Promise.all(PACKAGES.map(async (name) => [name, await versionOf(name)]))),
  };
}

async function describePostgres({ postgres: { url, source } }: Services): Promise<string> {
  const sql = postgres(url, { max: 1 });
  const setting = async (name: string) => (await sql.unsafe<Record<string, string>[]>(`show ${name}`))[0]?.[name];
  const version = (await setting("server_version"))?.split(" ")[0];
  const told = `${version} (${source}; fsync ${await setting("fsync")}, synchronous_commit ${await setting("synchronous_commit")})`;
  await sql.end();
  return told;
}

async function describeRedis({ redis }: Services): Promise<string> {
  if (!redis) return "none: everything on Redis was skipped";
  const client = new Redis(redis.url);
  const info = await client.info();
  client.disconnect();
  const field = (name: string) => new RegExp(`^${name}:(.+?)\\r?$`, "m").exec(info)?.[1];
  return `${field("redis_version")} (${redis.source}; AOF ${field("aof_enabled") === "1" ? "on" : "off"})`;
}

async function versionOf(name: string): Promise<string> {
  for (const folder of ["bench/node_modules", "node_modules"]) {
    const text = await readFile(`${ROOT}/${folder}/${name}/package.json`, "utf8").catch(() => undefined);
    if (text) return (JSON.parse(text) as { version: string }).version;
  }
  return "unknown";
}
