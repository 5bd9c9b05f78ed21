/** All SQL of Assent. Queries take a database or a transaction first; their names are sentences. */
export * from "./connect.ts";
export * from "./migrate.ts";
export * from "./queries/audit-logs.ts";
export * from "./queries/clock.ts";
export * from "./queries/consents.ts";
export * from "./queries/jobs/enqueue.ts";
export * from "./queries/jobs/operate.ts";
export * from "./queries/jobs/read.ts";
export * from "./queries/jobs/run.ts";
export type { Page } from "./queries/keyset.ts";
export * from "./queries/maintenance.ts";
export * from "./queries/session-ends.ts";
export * from "./queries/sessions.ts";
export * from "./queries/workers.ts";
export * from "./roles.ts";
export type { AuditRow, ConsentRow, JobRow, SessionRow, WorkerRow } from "./schema/index.ts";
export * from "./seed.ts";
export * from "./transient.ts";
