/** Kinds, and what runs them. It loads nothing of BullMQ, so a process that is started while jobs wait for it is soon there. */
export { kinds } from "./kinds/index.ts";
export { LONGEST_STATEMENT_MS } from "./registry.ts";
export { createRunner } from "./runner.ts";
export { deliverWebhooksWith } from "./webhooks/index.ts";
export { runInTurn } from "./worker/quarantine.ts";
export { watchdog, watchedBy } from "./worker/watchdog.ts";
