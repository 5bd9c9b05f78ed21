import { createLog, readEnv, runMain, runProcess } from "@assent/runtime";
import { boardEnv } from "./env.ts";
import { startBoard } from "./start.ts";

await runMain(async () => {
  const env = readEnv(boardEnv);
  const log = createLog("assent-board", env.LOG_LEVEL);
  await runProcess({ log, drainDeadlineMs: env.DRAIN_DEADLINE_MS }, async (add) => void add(await startBoard(env, log)));
});
