/**
 * Mechanisms that can be taken out, to see that the suite notices. The product has no switch for it: a preload changes the
 * source as a process reads it (`preloads/broken.ts`), and refuses to go on when the text to be changed is no longer there.
 */

export interface Break {
  /** What no longer happens. */
  without: string;
  /** The fault under which it must show. */
  fault: string;
  /** The finding that must then be red: the right reason. */
  shows: string;
  edits: Edit[];
}

export interface Edit {
  /** Below the repository's root. */
  file: string;
  /** Found in it exactly once. */
  from: string;
  to: string;
}

export const BREAKS: Record<string, Break> = {
  claim: {
    without: "the lock on a claimed job's row",
    ...{ fault: "deliveries-repeated", shows: "jobs not audited exactly once" },
    edits: [{ file: "packages/db/src/queries/jobs/run.ts", from: " order by id for no key update)", to: " order by id)" }],
  },
  fence: {
    without: "the look whether a claimed job is open still",
    ...{ fault: "deliveries-repeated", shows: "jobs not audited exactly once" },
    edits: [
      {
        file: "packages/db/src/queries/jobs/run.ts",
        from: " and status = 'queued'`",
        to: "`",
      },
    ],
  },
  "consent-lock": {
    without: "the shared lock on the consent of a creation",
    ...{ fault: "withdrawals-racing", shows: "active without a valid consent, sampled" },
    edits: [{ file: "packages/db/src/queries/consents.ts", from: " order by id for share)", to: " order by id)" }],
  },
  reconcile: {
    without: "the look for open jobs that the broker has lost",
    ...{ fault: "redis-flushed", shows: "jobs left open" },
    edits: [{ file: "packages/jobs/src/worker/tasks/reconcile-jobs.ts", from: "await redeliver(db, broker, overdue)", to: "0" }],
  },
  "audit-tx": {
    without: "the audit row in the transaction of its effect: it is written a moment later",
    ...{ fault: "audit-not-writable", shows: "jobs not audited exactly once" },
    edits: [
      {
        file: "packages/jobs/src/runner.ts",
        from: "appendAudit(tx, audit)",
        to: "void setImmediate(() => appendAudit(outside, audit).catch(() => {}))",
      },
      {
        file: "packages/jobs/src/runner.ts",
        from: "async function attempt(kind: Kind",
        to: "outside = db;\n  async function attempt(kind: Kind",
      },
      { file: "packages/jobs/src/runner.ts", from: "async function runClaimed(", to: "let outside: Db;\nasync function runClaimed(" },
    ],
  },
  lookup: {
    without: "the look-up after a connection was lost in an accepting commit",
    ...{ fault: "commit-unanswered", shows: "denied although accepted" },
    edits: [
      { file: "packages/jobs/src/producer.ts", from: "if (!isDisconnection(error)) throw error;", to: "if (news.length > 0) throw error;" },
    ],
  },
};
