import { createLog, readEnv, runMain, runProcess } from "@assent/runtime";
import { workerEnv } from "./env.ts";
import { serveHealth } from "./health.ts";
import { startWorker, type WorkerService } from "./worker.ts";

await runMain(async () => {
  const env = readEnv(workerEnv);
  const log = createLog("assent-worker", env.LOG_LEVEL);
  await runProcess({ log, drainDeadlineMs: env.DRAIN_DEADLINE_MS }, async (add) => {
    let worker: WorkerService | undefined;
    add(await serveHealth(() => worker?.heartbeat, env, log));
    worker = add(await startWorker(env, log));
  });
});
