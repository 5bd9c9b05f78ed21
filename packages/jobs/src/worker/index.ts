export { type Attempts, countingAttempts } from "./attempts.ts";
export { backoffMs } from "./backoff.ts";
export { type Consumer, type ConsumerOptions, startConsumer } from "./consumer.ts";
export { type JobEvents, jobEvents } from "./events.ts";
export { type Figures, watchEventLoop } from "./figures.ts";
export { type MaintenanceOptions, startMaintenance } from "./maintenance.ts";
export { type ExpiryOptions, expireDueSessions } from "./tasks/expire-sessions.ts";
