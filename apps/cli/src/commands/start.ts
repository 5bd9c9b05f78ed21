import { Command } from "commander";

export const startCommand = () =>
  new Command("start")
    .description("run everything in one process: PostgreSQL (embedded unless DATABASE_URL is set), API, worker and board")
    .action(async () => {
      const { createLog, runProcess, startTracing } = await import("@assent/runtime");
      const { readStartEnv } = await import("../env.ts");
      const { startAll } = await import("../start-all.ts");
      const env = await readStartEnv();
      const log = createLog("assent", env.LOG_LEVEL);
      await runProcess({ log, drainDeadlineMs: env.DRAIN_DEADLINE_MS }, async (add) => {
        add(await startTracing("assent", log));
        await startAll(env, log, add);
      });
    });
