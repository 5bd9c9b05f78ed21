/** An Assent as an operator would start it: an API and workers as processes of their own, with nothing tuned. */
import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import type postgres from "postgres";
import { onEnd } from "./cleanup.ts";
import { CpuMeter } from "./cpu.ts";
import { cloneDatabase } from "./databases.ts";
import { type Program, startProgram } from "./programs.ts";
import type { Services } from "./services.ts";

export type Backend = "redis" | "postgres";

export interface System {
  backend: Backend;
  databaseUrl: string;
  sql: postgres.Sql;
  meter: CpuMeter;
  startApi(): Promise<Program & { url: string }>;
  startBoard(): Promise<Program & { url: string }>;
  /** Resolves when it has registered: from then on it takes jobs. */
  startWorker(withinMs?: number): Promise<Program>;
  close(): Promise<void>;
}

const SECRETS = {
  JWT_SECRET: randomBytes(32).toString("base64url"),
  SESSION_SECRET: randomBytes(32).toString("base64url"),
  SESSION_ENCRYPTION_KEY: randomBytes(32).toString("hex"),
  AUDIT_KEY: randomBytes(32).toString("hex"),
  AUDIT_SIGNING_KEY: randomBytes(32).toString("hex"),
};

export const LOGIN = { BOARD_USER: "bench", BOARD_PASSWORD: randomBytes(12).toString("base64url") };

export interface SystemOptions {
  /** Beside those that it needs. */
  variables?: Record<string, string>;
  /** Whether no other works on the same servers meanwhile. */
  isAlone?: boolean;
  /** Of the checkout that its processes are started from. */
  root?: string;
}

export async function newSystem(
  { postgres: server, redis }: Services,
  backend: Backend,
  { variables = {}, isAlone = true, root }: SystemOptions = {},
): Promise<System> {
  const database = await cloneDatabase(server);
  const redisUrl = backend === "redis" ? redis?.url : undefined;
  if (backend === "redis" && !redisUrl) throw new Error("there is no Redis");
  const prefix = `{assent-bench-${randomBytes(6).toString("hex")}}`;
  const env = {
    ...SECRETS,
    ...LOGIN,
    ...{ NODE_ENV: "test", AUTH_MODE: "open", PORT: "0", BOARD_PORT: "0", HEALTH_PORT: "0", DATABASE_URL: database.url },
    WEBHOOK_ALLOW: "127.0.0.1",
    ...(redisUrl ? { REDIS_URL: redisUrl, QUEUE_PREFIX: prefix } : {}),
    ...variables,
  };
  const programs: Program[] = [];
  const meter = new CpuMeter(database.sql, redisUrl, isAlone);
  const close = onEnd(async () => {
    await Promise.all(programs.map((program) => program.stop("SIGKILL")));
    meter.close();
    await database.drop();
    if (redisUrl) await dropKeys(redisUrl, prefix);
  });
  const start = (app: "api" | "worker" | "board") => {
    const program = startProgram(`apps/${app}/src/main.ts`, env, root);
    programs.push(program);
    return program;
  };
  const listening = async (app: "api" | "board") => {
    const program = start(app);
    return { ...program, url: String((await program.event(`${app}.listening`))["url"]) };
  };
  return {
    ...{ backend, databaseUrl: database.url, sql: database.sql, meter, close },
    startApi: () => listening("api"),
    startBoard: () => listening("board"),
    async startWorker(withinMs) {
      const worker = start("worker");
      await worker.event("worker.registered", withinMs);
      return worker;
    },
  };
}

/** Redis may be shared: only what is under this prefix goes. */
export async function dropKeys(redisUrl: string, prefix: string) {
  const redis = new Redis(redisUrl);
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await redis.unlink(...keys);
  }
  redis.disconnect();
}
