export * from "./audit-logs.ts";
export * from "./idempotency-keys.ts";
export * from "./jobs.ts";
export * from "./maintenance.ts";
export * from "./sportsbook-sessions.ts";
export * from "./user-consents.ts";
export * from "./workers.ts";
