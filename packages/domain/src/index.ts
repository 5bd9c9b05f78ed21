/**
 * The words of Assent and its pure rules. Nothing here does I/O.
 *
 * - **consent**: a user's recorded legal agreement, for one purpose, until it expires or is withdrawn.
 * - **session**: a sealed third-party session token of that user; it lives only under a valid consent.
 * - **job**: a durable request to change one of these; it ends `completed`, `refused`, `failed` or `cancelled`.
 * - **refusal**: a business no; final, and no error.
 * - **erasure**: what is personal of a user is destroyed; a **legal hold** on the user forbids it.
 * - **worker**: a process that runs jobs; it has a new identity at each boot.
 * - **audit row**: what was done, by whom, about whom, under which job; never changed.
 * - **event**: what of an audit row somebody outside must know, in the order in which it happened to each session.
 */
export * from "./audit.ts";
export * from "./audit-leaf.ts";
export * from "./board.ts";
export * from "./consent.ts";
export * from "./diagnosis.ts";
export * from "./durations.ts";
export * from "./encryption-key.ts";
export * from "./erasure.ts";
export * from "./event.ts";
export * from "./event-cursor.ts";
export * from "./evidence.ts";
export * from "./ids.ts";
export * from "./job.ts";
export * from "./job-operation.ts";
export * from "./judge-consent.ts";
export * from "./judge-unsealing.ts";
export * from "./legal-hold.ts";
export * from "./named.ts";
export * from "./overview.ts";
export * from "./problem.ts";
export * from "./refusal.ts";
export * from "./session.ts";
export * from "./text.ts";
export * from "./time.ts";
export * from "./view.ts";
export * from "./webhook.ts";
export * from "./worker.ts";
