export { type Attempts, countingAttempts } from "./attempts.ts";
export { backoffMs } from "./backoff.ts";
export { type Consumer, type ConsumerOptions, startConsumer } from "./consumer.ts";
export { bothEvents, type JobEvents, jobEvents } from "./events.ts";
export type { Figures } from "./figures.ts";
export { type MaintenanceOptions, startMaintenance } from "./maintenance.ts";
export { type Quarantine, type QuarantineEnd, QuarantineUnavailable, runInTurn, withoutQuarantine } from "./quarantine.ts";
export { type ExpiryOptions, expireDueSessions } from "./tasks/expire-sessions.ts";
export { type Watchdog, watchdog, watchedBy } from "./watchdog.ts";
