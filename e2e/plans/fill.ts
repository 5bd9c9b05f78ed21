/** Tables as they are after a while: a million rows each, most of them one user's, of one kind and under one consent. */
import { connect } from "@assent/db";
import type { TestDatabase } from "@assent/testkit";

export const ROWS = 1_000_000;
export const QUEUED = 200_000;
export const HEAVY = 0;
export const KINDS = 7;
export const DAY_MINUTES = 1_440;

/** A user's, a consent's, a worker's id. */
export const numbered = (n: number) => `0192a000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
export const consentOf = (user: number) => numbered(10_000_000 + user);
/** The id of the nth row of any of the big tables. */
export const nth = (start: number, n: number) => {
  const hex = (start + n).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

const NTH = (start: number) => `(lpad(to_hex(${start} + i), 12, '0') || '70008000000000000000')::uuid`;
const NUMBERED = (n: string) => `('0192a000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const USER = NUMBERED(`case when i % 2 = 0 then ${HEAVY} else i % 1000 end`);

const CONSENT = NUMBERED(`10000000 + case when i % 2 = 0 then ${HEAVY} else i % 1000 end`);
/** Of a `session.create` that is still to run. */
const PAYLOAD = `jsonb_build_object('session_id', ${NUMBERED("20000000 + i")}, 'user_id', ${USER}, 'consent_id', ${CONSENT}, 'sportsbook', 'book_1',
  'session_data', '{"key_id": "k", "ciphertext": "c2VhbGVk", "wrapped_key": "a2V5"}'::jsonb, 'paper_trading', true, 'expires_at', now() + interval '1 day')`;

const jobs = (start: number) => `
  insert into jobs (id, kind, status, payload, principal, user_id, request_id, settled_at)
  select ${NTH(start)}, case when i % 100000 = 7 then 'consent.check' when i % 1000 = 3 then 'session.revoke' else 'session.create' end,
    (case when i > ${ROWS - QUEUED} then 'queued' when i % 5000 = 11 then 'failed' when i % 500 = 5 then 'refused' else 'completed' end)::job_status,
    case when i > ${ROWS - QUEUED} then ${PAYLOAD} else '{}' end, 'engine', ${USER}, 'request-' || i, case when i <= ${ROWS - QUEUED} then now() end
  from generate_series(1, ${ROWS}) as i`;

const sessions = (start: number) => `
  insert into sportsbook_sessions (id, user_id, consent_id, sportsbook, session_data, key_id, status, ended_at, paper_trading, expires_at, created_by_job)
  select ${NTH(start)}, ${USER}, ${CONSENT},
    case when i % 100000 = 8 then 'rare_book' else 'book_' || i % 3 end,
    case when ended then null else 'sealed'::bytea end, case when ended then null else 'k' end,
    (case when not ended then 'active' when i % 100000 = 9 then 'revoked' else 'expired' end)::session_status, case when ended then now() end,
    true, now() + case when i % 20000 = 15 then interval '-1 second' else interval '1 day' end, ${NTH(start)}
  from (select i, i < ${ROWS * 0.7} and i % 20000 <> 15 as ended from generate_series(1, ${ROWS}) as i) as made`;

const audit = (start: number) => `
  insert into audit_logs (id, actor, action, subject, outcome, user_id, job_id)
  select ${NTH(start)}, 'engine', case when i % 100000 = 7 then 'worker.lost' when i % 3 = 1 then 'session.read' else 'session.created' end,
    'session:' || ${NUMBERED("case when i % 3 = 1 then 1 else i end")}, (case when i % 5000 = 77 then 'refused' else 'ok' end)::audit_outcome,
    ${USER}, ${NTH(start)}
  from generate_series(1, ${ROWS}) as i`;

const consents = `
  insert into user_consents (id, user_id, purpose, document_version)
  select ${NUMBERED("10000000 + i")}, ${NUMBERED("i")}, 'account_session', '1' from generate_series(0, 999) as i`;

const keys = (start: number) => `
  insert into idempotency_keys (principal, key, request_hash, job_id) select 'engine', 'key-' || i, 'h', ${NTH(start)} from generate_series(1, 100000) as i`;

/** Of a week. */
const figures = `
  insert into kind_figures (minute, kind, accepted, completed, refused, failed, start_durations, run_durations)
  select date_trunc('minute', now()) - i * interval '1 minute', 'kind.' || k, 60, 60, 0, 0, array_fill(1, array[20]), array_fill(1, array[20])
  from generate_series(0, ${7 * DAY_MINUTES}) as i, generate_series(1, ${KINDS}) as k`;

/** Nothing is analyzed or vacuumed meanwhile. @param start the milliseconds in the first id, less one */
export async function fill({ url }: TestDatabase, start: number): Promise<void> {
  const { client, close } = connect(url, { name: "fill", max: 1, statementTimeoutMs: 0 });
  await client
    .begin(async (sql) => {
      /** Without the check of each session's consent, which takes as long as the rest. */
      await sql.unsafe("set local session_replication_role = replica; set local synchronous_commit = off");
      for (const statement of [consents, jobs(start), sessions(start), audit(start), keys(start), figures]) await sql.unsafe(statement);
    })
    .finally(close);
}
