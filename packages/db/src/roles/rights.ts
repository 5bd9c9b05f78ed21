/**
 * What each process may do in the database, and nothing else: no DDL, no TRUNCATE, no temporary tables. A table or column that is not
 * named here is not to be had; a test names every column that nobody may write, and every one that only some may read.
 */

export const PARTS = ["api", "worker", "board"] as const;
/** A process with a role of its own. */
export type Part = (typeof PARTS)[number];

/** By table, as GRANT has them. */
export type Rights = Record<string, string>;

const ACCEPT = "insert (id, kind, payload, principal, user_id, request_id, traceparent, delivery_id)";
/** By running a job, cancelling it or opening it again. */
const SETTLE = "update (status, payload, result, problem, attempts, worker_id, delivery_id, started_at, settled_at)";
/** An audit row's time is not among them, so that none can be dated back. */
const AUDIT = "insert (id, actor, action, subject, outcome, user_id, job_id, worker_id, request_id, detail, body, mac_key, mac)";
/** What a leaf is made of. */
const SEALED = "select (id, occurred_at, txid, body, mac_key, mac)";
/** What an event is made of. */
const TOLD = "select (action, subject, outcome, user_id, job_id, detail, place)";
/** From which every audit row draws its place. To draw more only leaves a gap. */
export const SEQUENCE = "audit_places";
/** All of a session but its ciphertext and the wrapped key. */
const READABLE = `select (id, user_id, consent_id, sportsbook, key_id, status, paper_trading, expires_at, ended_at, end_reason,
  created_by_job, version, created_at, updated_at)`;
const CREATE = `insert (id, user_id, consent_id, sportsbook, session_data, wrapped_key, key_id, paper_trading, expires_at,
  created_by_job, created_at, updated_at)`;
/** With the ciphertext, which goes when a session ends. */
const END = "status, session_data, wrapped_key, key_id, ended_at, end_reason, version";
const WITHDRAW = "update (withdrawn_at, withdrawal_reason)";
/** A trigger sees to it that nothing but null is written. */
const ERASE = "update (evidence, evidence_salt)";
const COUNT = "select, insert, update";

/** What those do who accept work, run withdrawals themselves and operate jobs and workers. */
const EDGE: Rights = {
  jobs: `select, ${ACCEPT}, ${SETTLE}`,
  user_consents: `select, ${WITHDRAW}`,
  workers: "select, update (desired)",
  kind_figures: COUNT,
  refusal_figures: COUNT,
  kind_pauses: "select, insert, delete",
  rate_limits: COUNT,
  job_operations: "select, insert, update (status, ended_at)",
  audit_logs: `select, ${AUDIT}`,
  audit_seal: "select",
};

export const RIGHTS: Record<Part, Rights> = {
  api: {
    ...EDGE,
    idempotency_keys: "select, insert (principal, key, request_hash, job_id)",
    legal_holds: "select, insert, delete",
    sportsbook_sessions: `select, update (${END})`,
    encryption_keys:
      "select, insert, update (state, activated_at, closed_at, fence, retired_at, to_rewrap, rewrapped, unopenable, reached)",
    key_holders: "select, insert, update (seals_with, last_seen_at), delete",
    audit_leaves: "select",
    audit_nodes: "select",
    audit_checkpoints: "select",
    webhooks: `select, insert, delete, update (url, types, status, secret, previous_secret,
      previous_secret_until, cursor, attempts, failing_since, next_attempt_at, parked_at, lease, leased_until)`,
  },
  board: {
    ...EDGE,
    sportsbook_sessions: `${READABLE}, update (${END})`,
    board_sessions: "select, insert, update (seen_at), delete",
    encryption_keys: "select",
  },
  worker: {
    jobs: `select, ${ACCEPT}, ${SETTLE}`,
    idempotency_keys: "select, insert (principal, key, request_hash, job_id), delete",
    workers: "select, insert, update, delete",
    user_consents: `select, insert, ${WITHDRAW}, ${ERASE}, update (expired_at)`,
    sportsbook_sessions: `${READABLE}, ${CREATE}, update (${END}, expires_at)`,
    maintenance: "select, insert, update",
    encryption_keys: "select, delete",
    key_holders: "select, delete",
    kind_figures: `${COUNT}, delete`,
    refusal_figures: `${COUNT}, delete`,
    kind_pauses: "select",
    legal_holds: "select",
    rate_limits: "select, delete",
    job_operations: "select, update (status, done, skipped, reached, ended_at), delete",
    audit_logs: `${SEALED}, ${TOLD}, ${AUDIT}`,
    webhooks: "select, update (cursor, last_delivery, attempts, failing_since, next_attempt_at, status, parked_at, lease, leased_until)",
    audit_leaves: "select, insert",
    audit_nodes: "select, insert",
    audit_checkpoints: "select, insert, delete",
    audit_seal: "select, update (size, frontier, txid, audit_id)",
  },
};

/** Functions of the owner that a process may call: the only way in which it adds and drops partitions or ends others' transactions. */
export const FUNCTIONS: Record<Part, string[]> = {
  api: [],
  board: [],
  worker: ["ensure_partitions()", "drop_jobs_before(timestamptz)", "end_silent_transactions()"],
};

/** A right on a table, or on one of its columns. */
export interface Right {
  table: string;
  /** Null where it is on the whole table. */
  column: string | null;
  right: string;
}

/** @returns the rights that are granted with these words, as `select, insert (a, b)` */
export const parseRights = (table: string, rights: string): Right[] =>
  [...rights.matchAll(/(\w+)(?:\s*\(([^)]*)\))?/g)].flatMap(([, right = "", columns]) =>
    (columns?.split(",").map((column) => column.trim()) ?? [null]).map((column) => ({ table, column, right })),
  );
