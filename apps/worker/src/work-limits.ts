import { LONGEST_STATEMENT_MS } from "@assent/jobs/run";

/** For every connection on which jobs run: what takes longer is given up. In the course of a transaction sooner than PostgreSQL would end it. */
export const WORK_LIMITS = { longestStatementMs: LONGEST_STATEMENT_MS, idleInTransactionMs: 8_000 };
