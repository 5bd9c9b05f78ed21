import { createLog, runProcess } from "@assent/runtime";
import { Command } from "commander";
import { readStartEnv } from "../env.ts";
import { startAll } from "../start-all.ts";

export const startCommand = () =>
  new Command("start")
    .description("run everything in one process: PostgreSQL (embedded unless DATABASE_URL is set), API, worker and board")
    .action(async () => {
      const env = await readStartEnv();
      const log = createLog("assent", env.LOG_LEVEL);
      await runProcess({ log, drainDeadlineMs: env.DRAIN_DEADLINE_MS }, (add) => startAll(env, log, add));
    });
