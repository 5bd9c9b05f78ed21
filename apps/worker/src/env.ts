import { connectionVariables, keysNoLongerThanJobs, onOneNode, retentionVariables, sealingVariables, webhookVariables } from "@assent/jobs";
import { baseEnv, integer } from "@assent/runtime";
import { z } from "zod";

export const workerEnv = baseEnv
  .extend({
    ...connectionVariables,
    ...sealingVariables,
    ...retentionVariables,
    ...webhookVariables,
    WORKER_CONCURRENCY: integer(1, 10_000).default(1_000),
    HEARTBEAT_MS: integer(50, 60_000).default(2_000),
    HOST: z.string().default("127.0.0.1"),
    HEALTH_PORT: integer(0, 65_535).default(3_002),
  })
  .refine(...onOneNode)
  .refine(...keysNoLongerThanJobs);
export type WorkerEnv = z.infer<typeof workerEnv>;
