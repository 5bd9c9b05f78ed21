import { checkRights } from "@assent/db";
import { createMetrics, serveMetrics } from "@assent/metrics";
import { createLog, readEnv, runMain, runProcess, startTracing } from "@assent/runtime";
import { apiEnv } from "./env.ts";
import { startApi } from "./start.ts";

const NAME = "assent-api";

await runMain(async () => {
  const env = readEnv(apiEnv);
  const log = createLog(NAME, env.LOG_LEVEL);
  const metrics = createMetrics("api");
  await runProcess({ log, drainDeadlineMs: env.DRAIN_DEADLINE_MS }, async (add) => {
    add(await startTracing(NAME, log));
    if (env.METRICS_PORT !== undefined) add(await serveMetrics(metrics, env, log));
    await checkRights(env, ["api"], log);
    add(await startApi(env, log, metrics));
  });
});
