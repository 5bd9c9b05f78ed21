import { createLog, readEnv, runProcess } from "@assent/runtime";
import { Command } from "commander";
import { startEnv } from "../env.ts";
import { startAll } from "../start-all.ts";

export const startCommand = () =>
  new Command("start")
    .description("run everything in one process: PostgreSQL (embedded unless DATABASE_URL is set), API, worker and board")
    .action(async () => {
      const env = readEnv(startEnv);
      const log = createLog("assent", process.env["LOG_LEVEL"] ? env.LOG_LEVEL : "warn");
      await runProcess({ log, drainDeadlineMs: env.DRAIN_DEADLINE_MS }, (add) => startAll(env, log, add));
    });
