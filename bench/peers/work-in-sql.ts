/** The same work on node-postgres without any layer above it: four prepared statements in a transaction. */
import { type Consent, newId } from "@assent/domain";
import type { PoolClient } from "pg";
import { detailOf, judge, resultOf } from "./domain.ts";
import type { SessionJob } from "./peer.ts";

const LOCK_CONSENT = `
  select user_id as "userId", purpose, sportsbooks, expires_at as "expiresAt", withdrawn_at as "withdrawnAt", clock_timestamp() as now
  from public.user_consents where id = $1 for share`;
const INSERT_SESSION = `
  insert into peers.sportsbook_sessions
    (id, user_id, consent_id, sportsbook, session_data, key_id, paper_trading, expires_at, created_by_job)
  values ($1, $2, $3, $4, $5, 'peer', true, $6, $7)`;
const WRITE_RESULT = `
  insert into peers.jobs (id, kind, status, payload, result, principal, user_id, settled_at)
  values ($1, 'session.create', 'completed', '{}', $2, 'peer', $3, clock_timestamp())`;
const APPEND_AUDIT = `
  insert into peers.audit_logs (id, actor, action, subject, outcome, user_id, job_id, detail)
  values ($1, 'peer', 'session.created', $2, 'ok', $3, $4, $5)`;

export async function createSessionInSql(client: PoolClient, job: SessionJob): Promise<void> {
  await client.query("begin");
  try {
    await statementsOf(client, job);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function statementsOf(client: PoolClient, job: SessionJob) {
  const locked = await client.query<Consent & { now: Date }>({ name: "consent", text: LOCK_CONSENT, values: [job.consent_id] });
  const now = locked.rows[0]?.now ?? new Date();
  judge(locked.rows[0], job, now);
  const sealed = Buffer.from(job.session_data, "base64");
  await client.query({
    ...{ name: "session", text: INSERT_SESSION },
    values: [job.session_id, job.user_id, job.consent_id, job.sportsbook, sealed, job.expires_at, job.id],
  });
  await client.query({ name: "result", text: WRITE_RESULT, values: [job.id, resultOf(job, now), job.user_id] });
  await client.query({
    ...{ name: "audit", text: APPEND_AUDIT },
    values: [newId(), `session:${job.session_id}`, job.user_id, job.id, detailOf(job)],
  });
}
