export { type WorkerEnv, workerEnv } from "./env.ts";
export { quarantineIn } from "./quarantine.ts";
export { startWorker, type WorkerService } from "./worker.ts";
