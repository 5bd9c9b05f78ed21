/** A Redis of the test's own, to be killed, frozen, filled, emptied and brought back on the same port. */
import { execFileSync } from "node:child_process";
import { until } from "@assent/testkit";
import { Redis, type RedisOptions, ReplyError } from "ioredis";
import { type Process, startProgram } from "./process.ts";

export interface OwnRedis {
  port: number;
  url: string;
  /** Starts it empty. */
  start(): Promise<void>;
  /** No farewell and nothing saved. */
  kill(): Promise<void>;
  /** It holds its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  flush(): Promise<void>;
  /** Gives it a command as its administrator. @returns the answer or the refusal as text; undefined when there is none */
  tell(...command: string[]): Promise<string | undefined>;
}

export interface OwnRedisOptions {
  /** Further arguments of redis-server; the first may name a configuration file. */
  args?: string[];
  /** How its administrator connects. */
  administrator?: RedisOptions;
}

const PROGRAMS = ["redis-server", "valkey-server"];
const ANSWER_MS = 2_000;

/** The Redis that this machine has; undefined when it has none. */
export const redisProgram = PROGRAMS.find((program) => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

export function ownRedis(port: number, { args = [], administrator = {} }: OwnRedisOptions = {}): OwnRedis {
  let server: Process | undefined;
  const tell = (...command: string[]) => tellRedis({ port, ...administrator }, command);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    tell,
    async start() {
      const own = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
      server = startProgram(redisProgram ?? "redis-server", [...own, ...args]);
      await server.output(/eady to accept connections/);
    },
    async kill() {
      server?.kill("SIGKILL");
      await server?.exit;
    },
    freeze: () => server?.kill("SIGSTOP"),
    thaw: () => server?.kill("SIGCONT"),
    flush: () => until("Redis is empty", async () => (await tell("FLUSHALL")) === "OK").then(() => {}),
  };
}

export async function tellRedis(options: RedisOptions, [name = "", ...args]: string[]): Promise<string | undefined> {
  const redis = new Redis({ host: "127.0.0.1", retryStrategy: () => null, commandTimeout: ANSWER_MS, enableReadyCheck: false, ...options });
  redis.on("error", () => {});
  try {
    return String(await redis.call(name, ...args));
  } catch (error) {
    return error instanceof ReplyError ? (error as Error).message : undefined;
  } finally {
    redis.disconnect();
  }
}
