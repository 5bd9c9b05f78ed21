/** What every session of ours sets for itself, as strings: postgres.js leaves out a 0. */
const LOCK_TIMEOUT_MS = 2_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
export const STATEMENT_TIMEOUT_MS = 10_000;

export const sessionSettings = (statementTimeoutMs = STATEMENT_TIMEOUT_MS): Record<string, string> => ({
  statement_timeout: String(statementTimeoutMs),
  lock_timeout: String(LOCK_TIMEOUT_MS),
  /** A worker frozen inside a transaction must not hold its locks for ever. */
  idle_in_transaction_session_timeout: String(IDLE_IN_TRANSACTION_TIMEOUT_MS),
  /**
   * `jobs` fills and drains faster than statistics follow. A plan made while it was empty must not read it whole, nor gather
   * and sort all that match where the index has them in order and few are wanted.
   */
  enable_seqscan: "off",
  enable_bitmapscan: "off",
  max_parallel_workers_per_gather: "0",
  /** Statements are written so that one plan suits any values, and a plan of their own costs single jobs as much as the work. */
  plan_cache_mode: "force_generic_plan",
  /** What it compiles is never run long enough to be worth it. */
  jit: "off",
});
