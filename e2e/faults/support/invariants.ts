/** What must hold whatever has struck: over the tables, and between them and what the clients were told. */
import type { Database } from "@assent/db";
import { kinds } from "@assent/jobs";
import type { Finding } from "../fault.ts";
import { isAcknowledged, type Operation } from "./history.ts";
import { auditVerified } from "./sealed.ts";
import type { System } from "./system.ts";

/** What each found; one row or text for each violation. */
type Rule = (sql: Database["client"], operations: Operation[]) => PromiseLike<readonly unknown[]>;

/** To be checked when nothing is under way any more. @returns a finding for each rule */
export async function checkInvariants({ database }: System, operations: Operation[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [what, rule] of Object.entries(RULES)) {
    const violations = await rule(database.client, operations);
    const shown = violations.length === 0 ? "0" : `${violations.length}, such as ${JSON.stringify(violations[0])}`;
    findings.push({ what, measured: shown, holds: violations.length === 0 });
  }
  return [...findings, await auditVerified(database)];
}

/** A job that is younger was made by the fleet itself, which goes on expiring what is due when the load has ended. */
const YOUNG = "5 seconds";

const RULES: Record<string, Rule> = {
  "jobs left open": (sql) => sql`
    select id, kind, attempts, delivery_id, created_at, updated_at, clock_timestamp() as now from jobs
    where status = 'queued' and created_at < clock_timestamp() - ${YOUNG}::interval`,
  "jobs failed": (sql) => sql`select id, kind, problem from jobs where status = 'failed'`,
  "acknowledged and lost": lost,
  "told otherwise than it is": toldOtherwise,
  "one request, two jobs": twoJobs,
  "failed otherwise than with 503 and Retry-After": failedOtherwise,
  "half written": (sql) => sql`
    select coalesce(jobs.id, created_by_job) as job, sessions.id as session, jobs.status
    from (select * from jobs where kind = 'session.create') as jobs
    full join sportsbook_sessions as sessions on created_by_job = jobs.id
    where (jobs.status is not distinct from 'completed') <> (sessions.id is not null)`,
  "sessions made twice": (sql) => sql`select created_by_job from sportsbook_sessions group by 1 having count(*) > 1`,
  "jobs not audited exactly once": (sql) => sql`
    select jobs.id, jobs.kind, jobs.status, count(audit_logs.id)::int as rows
    from jobs join jsonb_each_text(${ACTIONS}::text::jsonb) as of_kind(kind, action) using (kind)
    left join audit_logs on job_id = jobs.id and audit_logs.action = of_kind.action
      and outcome::text = case jobs.status when 'completed' then 'ok' else 'refused' end
      and (kind <> 'consent.withdraw' or subject like 'consent:%')
    where status in ('completed', 'refused') and jobs.payload ->> 'scope' is distinct from 'due'
    group by 1, 2, 3 having count(audit_logs.id) <> 1`,
  "changes of sessions not audited, or not made": (sql) => sql`
    select sessions.id, sessions.status, version, count(changes.id)::int as audited
    from sportsbook_sessions as sessions left join audit_logs as changes on subject = 'session:' || sessions.id and outcome = 'ok'
      and action in ('session.renewed', 'session.expired', 'session.revoked') and detail ->> 'repeated' is null
    group by 1, 2, 3 having version <> 1 + count(changes.id)`,
  "sessions expired early": (sql) => sql`
    select id, expires_at, ended_at from sportsbook_sessions where end_reason = 'reached expires_at' and ended_at < expires_at`,
  "active without a valid consent": (sql) => withoutConsent(sql),
};

const ACTIONS = JSON.stringify(Object.fromEntries(kinds.map(({ name, audit }) => [name, audit.action])));

/** Active sessions under a consent that is not valid in this instant. */
export const withoutConsent = (sql: Database["client"]) => sql`
  with instant as (select clock_timestamp() as now)
  select sessions.id, consents.withdrawn_at, consents.expires_at
  from instant, sportsbook_sessions as sessions join user_consents as consents on consents.id = consent_id
  where status = 'active' and sessions.expires_at > instant.now
    and (withdrawn_at is not null or consents.expires_at <= instant.now)`;

async function lost(sql: Database["client"], operations: Operation[]) {
  const told = operations.filter(isAcknowledged).map(({ jobId }) => jobId ?? "");
  return sql`select job from unnest(${told}::uuid[]) as job where not exists (select from jobs where id = job)`;
}

async function toldOtherwise(sql: Database["client"], operations: Operation[]) {
  const told = operations.filter(isAcknowledged).map(({ jobId, outcome }) => ({ id: jobId, outcome }));
  return sql`
    select told.id, outcome, status from jsonb_to_recordset(${JSON.stringify(told)}::text::jsonb) as told(id uuid, outcome text)
    join jobs using (id) where (outcome = 'done') <> (status = 'completed') and outcome <> 'accepted'`;
}

async function failedOtherwise(_: Database["client"], operations: Operation[]) {
  const failed = operations.flatMap(({ attempts }) => attempts).filter(({ status = 0 }) => status >= 500);
  return failed.filter(({ status, retryAfter }) => status !== 503 || !retryAfter);
}

/** A request has its own id, and the repetitions under one key are one request. */
async function twoJobs(sql: Database["client"], operations: Operation[]) {
  const requests = operations.flatMap(({ key, attempts }) =>
    attempts.map(({ requestId }) => ({ request: requestId, one: key ?? requestId })),
  );
  const inTables = await sql`
    select one, count(*)::int as jobs from jsonb_to_recordset(${JSON.stringify(requests)}::text::jsonb) as asked(request text, one text)
    join jobs on request_id = request group by one having count(*) > 1`;
  const told = operations.filter(({ key, attempts }) => key && new Set(attempts.flatMap(({ jobId }) => jobId ?? [])).size > 1);
  return [...inTables, ...told.map(({ key }) => key)];
}
