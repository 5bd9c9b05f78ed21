export { type WorkerEnv, workerEnv } from "./env.ts";
export { startWorker, type WorkerService } from "./worker.ts";
