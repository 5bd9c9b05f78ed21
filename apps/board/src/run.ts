import { checkRights } from "@assent/db";
import { createMetrics, serveMetrics } from "@assent/metrics";
import { createLog, readEnv, runMain, runProcess } from "@assent/runtime";
import { boardEnv } from "./env.ts";
import { startBoard } from "./start.ts";

await runMain(async () => {
  const env = readEnv(boardEnv);
  const log = createLog("assent-board", env.LOG_LEVEL);
  const metrics = createMetrics("board");
  await runProcess({ log, drainDeadlineMs: env.DRAIN_DEADLINE_MS }, async (add) => {
    if (env.METRICS_PORT !== undefined) add(await serveMetrics(metrics, env, log));
    await checkRights(env, ["board"], log);
    add(await startBoard(env, log, metrics));
  });
});
