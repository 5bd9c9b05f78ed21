/** All SQL of Assent. Queries take a database or a transaction first; their names are sentences. */
export { DEADLINE } from "./abandoned-transactions.ts";
export { authenticateAuditWith } from "./audit-authentication.ts";
export * from "./connect.ts";
export * from "./migrate.ts";
export type { PoolObserver, PoolUse } from "./pool-use.ts";
export { locatePrimary } from "./primary.ts";
export * from "./queries/audit-export.ts";
export * from "./queries/audit-logs.ts";
export * from "./queries/audit-proofs.ts";
export * from "./queries/audit-seal.ts";
export * from "./queries/board-sessions.ts";
export * from "./queries/clock.ts";
export * from "./queries/consents.ts";
export * from "./queries/encryption-keys.ts";
export * from "./queries/erasure.ts";
export * from "./queries/events.ts";
export * from "./queries/job-operations.ts";
export * from "./queries/jobs/enqueue.ts";
export * from "./queries/jobs/operate.ts";
export * from "./queries/jobs/read.ts";
export * from "./queries/jobs/run.ts";
export { type Count, countJobs, type Found, searchJobs } from "./queries/jobs/search.ts";
export * from "./queries/jobs/standing.ts";
export {
  beatKeyHolder,
  type KeyHolder,
  listLiveHolders,
  pruneKeyHolders,
  type RegisteredKey,
  removeKeyHolder,
} from "./queries/key-holders.ts";
export type { Page } from "./queries/keyset.ts";
export * from "./queries/kind-figures.ts";
export * from "./queries/kind-pauses.ts";
export * from "./queries/legal-holds.ts";
export * from "./queries/maintenance.ts";
export * from "./queries/rate-limits.ts";
export * from "./queries/sealed-sessions.ts";
export * from "./queries/session-ends.ts";
export * from "./queries/session-lists.ts";
export * from "./queries/sessions.ts";
export * from "./queries/silent-transactions.ts";
export {
  allowStatements,
  countTokensUnder,
  lockJobTokens,
  lockSessionTokens,
  type MovedToken,
  moveJobTokens,
  moveSessionTokens,
  type Token,
} from "./queries/tokens.ts";
export * from "./queries/users.ts";
export * from "./queries/webhooks.ts";
export * from "./queries/workers.ts";
export * from "./roles/index.ts";
export type {
  AuditCheckpointRow,
  AuditRow,
  AuditSealRow,
  ConsentRow,
  EncryptionKeyRow,
  JobOperationRow,
  JobRow,
  KeyHolderRow,
  KindPauseRow,
  LegalHoldRow,
  SessionRow,
  WebhookRow,
  WorkerRow,
} from "./schema/index.ts";
export * from "./seed.ts";
export { serversOf } from "./servers.ts";
export * from "./transient.ts";
export * from "./urls.ts";
