import { createLog, readEnv, runMain, runProcess } from "@assent/runtime";
import { apiEnv } from "./env.ts";
import { startApi } from "./start.ts";

await runMain(async () => {
  const env = readEnv(apiEnv);
  const log = createLog("assent-api", env.LOG_LEVEL);
  await runProcess({ log, drainDeadlineMs: env.DRAIN_DEADLINE_MS }, async (add) => void add(await startApi(env, log)));
});
