/** Job kinds, and how they are accepted, delivered, run and waited for. Processes that consume import `./worker`. */
export * from "./broker.ts";
export { migrateQueues } from "./brokers/postgres.ts";
export { type Deliverable, deliver, deliveriesOf, jobIdsIn, redeliver, whereabouts } from "./delivery.ts";
export * from "./env.ts";
export * from "./kind.ts";
export { consentCheck } from "./kinds/consent-check.ts";
export { consentGrant } from "./kinds/consent-grant.ts";
export { consentWithdraw } from "./kinds/consent-withdraw.ts";
export { kinds } from "./kinds/index.ts";
export { sessionCreate } from "./kinds/session-create.ts";
export { sessionExpire } from "./kinds/session-expire.ts";
export { sessionRenew } from "./kinds/session-renew.ts";
export { sessionRevoke } from "./kinds/session-revoke.ts";
export * from "./operate.ts";
export * from "./producer.ts";
export * from "./registry.ts";
export * from "./runner.ts";
export * from "./settlements.ts";
