import { checkRights } from "@assent/db";
import { watchdog } from "@assent/jobs/worker";
import { createMetrics } from "@assent/metrics";
import { createLog, readEnv, runMain, runProcess, startTracing } from "@assent/runtime";
import { workerEnv } from "./env.ts";
import { serveHealth } from "./health.ts";
import { startWorker, type WorkerService } from "./worker.ts";

const NAME = "assent-worker";

await runMain(async () => {
  const env = readEnv(workerEnv);
  const log = createLog(NAME, env.LOG_LEVEL);
  const metrics = createMetrics("worker");
  await runProcess({ log, drainDeadlineMs: env.DRAIN_DEADLINE_MS }, async (add) => {
    let worker: WorkerService | undefined;
    add(await startTracing(NAME, log));
    add(await serveHealth(() => worker?.heartbeat, metrics, env, log));
    await checkRights(env, ["worker"], log);
    worker = add(await startWorker(env, log, { metrics, watchdog: watchdog({ name: NAME }) }));
  });
});
