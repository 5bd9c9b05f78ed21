/**
 * Runs jobs. For one batch, in ONE transaction: claim, run, settle, audit, announce, commit. Everything a job does
 * becomes visible at once or not at all, and at most once: the claim is the fence.
 */
import {
  announceJobs,
  appendAudit,
  type ClaimedRow,
  claimJobs,
  type Db,
  findJobs,
  isOutOfOrder,
  type Settlement,
  settleJobs,
  type Tx,
} from "@assent/db";
import { type AuditEntry, type AuditOrigin, Refusal } from "@assent/domain";
import { sql } from "drizzle-orm";
import { beforeDeadline, DeadlinePassed } from "./deadline.ts";
import type { AuditFact, ClaimedJob, Kind, Outcome } from "./kind.ts";
import { type BatchTrace, traced } from "./traces.ts";

/** How a delivered job ended for this runner. `duplicate`: somebody else settled it, or it does not exist. */
export type Ran = Settled | { status: "duplicate" } | { error: unknown };

/** A job whose transaction has committed. */
export interface Settled {
  status: Exclude<Settlement["status"], "failed">;
  /** Why it was refused: one of the reasons or problem types that docs/problems.md lists. */
  reason?: string;
  /** From its acceptance to its claim, by PostgreSQL's clock. */
  waitedMs: number;
  /** What the transaction took that it shared with its batch. */
  tookMs: number;
}

export interface Runner {
  /** Runs a batch. If one of its jobs may be the reason that it throws, they run on their own, so that it cannot fail the others. */
  run(kind: Kind, ids: string[]): Promise<Ran[]>;
}

/** How many of the jobs of a batch that threw run at once: one that hangs does not hold up the others for long. */
const LANES = 2;

/** @param workerId whose work it is; null when the API runs an inline job itself. */
export function createRunner(db: Db, workerId: () => string | null): Runner {
  async function attempt(kind: Kind, ids: string[], lockTimeoutMs: number): Promise<Ran[]> {
    const { timeoutMs } = kind.policy;
    const limits = { statement_timeout: timeoutMs, lock_timeout: lockTimeoutMs };
    const prepared = await prepareOpen(db, kind, ids);
    let since = performance.now();
    const settling = traced(kind.name, workerId(), (trace) =>
      db.transaction((tx) => {
        since = performance.now();
        return beforeDeadline(timeoutMs, runClaimed(tx, kind, ids, { workerId: workerId(), limits, trace, prepared }));
      }),
    );
    const settled = await settling.catch((error) => {
      throw isSilence(error, performance.now() - since, timeoutMs) ? new DatabaseSilent() : error;
    });
    const tookMs = performance.now() - since;
    return ids.map((id) => {
      const outcome = settled.get(id);
      return outcome ? { ...outcome, tookMs } : { status: "duplicate" };
    });
  }

  async function run(kind: Kind, ids: string[], lockTimeoutMs = LOCK_TIMEOUT_MS): Promise<Ran[]> {
    try {
      return await attempt(kind, ids, lockTimeoutMs);
    } catch (error) {
      return ids.length === 1 || isOutOfOrder(error) ? ids.map(() => ({ error })) : onTheirOwn(kind, ids);
    }
  }

  /** Until PostgreSQL is out of order: then the rest need not find it out one after the other. Nobody waits long for a lock behind which others wait. */
  async function onTheirOwn(kind: Kind, ids: string[]): Promise<Ran[]> {
    const rans: Ran[] = [];
    const waiting = ids.entries();
    let lost: Ran | undefined;
    async function lane() {
      for (const [i, id] of waiting) {
        const [ran] = lost ? [lost] : ((await run(kind, [id], SHORT_LOCK_TIMEOUT_MS)) as [Ran]);
        if ("error" in ran && isOutOfOrder(ran.error)) lost = ran;
        rans[i] = ran;
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane));
    return rans;
  }

  return { run: (kind, ids) => run(kind, ids) };
}

const LOCK_TIMEOUT_MS = 2_000;
const SHORT_LOCK_TIMEOUT_MS = 50;

/** No statement outlives its time-out, so a rollback that came later than that was waiting for PostgreSQL, and no job is to blame. */
const isSilence = (error: unknown, tookMs: number, timeoutMs: number) =>
  error instanceof DeadlinePassed && tookMs > 2 * timeoutMs + SLACK_MS;
const SLACK_MS = 1_000;

class DatabaseSilent extends Error {
  override name = "DatabaseSilent";
  code = "ETIMEDOUT";
  override message = "PostgreSQL did not answer";
}

type Limits = Record<"statement_timeout" | "lock_timeout", number>;

interface Circumstances {
  workerId: string | null;
  limits: Limits;
  trace: BatchTrace;
  prepared: ReadonlyMap<string, unknown>;
}

/** What has settled meanwhile needs nothing any more. */
async function prepareOpen(db: Db, { prepare, name, open }: Kind, ids: string[]): Promise<ReadonlyMap<string, unknown>> {
  if (!prepare) return NOTHING;
  const jobs = (await findJobs(db, ids)).filter(({ kind, status }) => kind === name && status === "queued");
  return new Map(
    await Promise.all(jobs.map(async ({ id, payload }) => [id, await prepare(db, { id, payload: open.parse(payload) })] as const)),
  );
}
const NOTHING: ReadonlyMap<string, unknown> = new Map();

async function runClaimed(tx: Tx, kind: Kind, ids: string[], { workerId, limits, trace, prepared }: Circumstances) {
  const { rows, now } = await trace.step("claim", () => limitAndClaim(tx, kind, ids, limits));
  if (rows.length === 0) return new Map<string, Omit<Settled, "tookMs">>();
  trace.claimed(rows);

  const jobs = rows.map((row) => parsed(kind, row, workerId));
  const answers = await trace.step("run", () => kind.run({ tx, now, prepared }, jobs));
  const outcomes = rows.map((_, i) => outcomeOf(kind, answers[i]));
  const settlements = rows.map((row, i) => settlementOf(row, outcomes[i] as Done));
  const audit = rows.flatMap((row, i) => auditOf(kind, row, outcomes[i] as Done, workerId));
  await firstToFail([
    trace.step("settle", () => settleJobs(tx, settlements, kind.secrets, { workerId, startedAt: now })),
    trace.step("audit", () => appendAudit(tx, audit)),
    trace.step("announce", () =>
      announceJobs(
        tx,
        rows.map(({ id }) => id),
      ),
    ),
  ]);
  return new Map(
    rows.map(({ id, createdMs }, i) => [id, { ...endOf(outcomes[i] as Done), waitedMs: Math.max(0, now.getTime() - createdMs) }]),
  );
}

async function limitAndClaim(tx: Tx, kind: Kind, ids: string[], limits: Limits) {
  const [, claimed] = await Promise.all([limitStatements(tx, limits), claimJobs(tx, kind.name, ids, kind.secrets)]);
  return claimed;
}

/** What fails after the first one fails because of it, and may be heard of before. */
async function firstToFail(statements: Promise<unknown>[]) {
  const failed = (await Promise.allSettled(statements)).find(({ status }) => status === "rejected");
  if (failed) throw (failed as PromiseRejectedResult).reason;
}

/** In milliseconds, and for this transaction alone. */
const limitStatements = (tx: Tx, { statement_timeout, lock_timeout }: Limits) =>
  tx.execute(sql`
    select set_config('statement_timeout', ${String(statement_timeout)}, true), set_config('lock_timeout', ${String(lock_timeout)}, true)`);

const parsed = (kind: Kind, row: ClaimedRow, workerId: string | null): ClaimedJob<unknown> => ({
  id: row.id,
  payload: kind.open.parse(row.payload),
  origin: originOf(row, workerId),
});

const originOf = ({ id: jobId, principal: actor, requestId }: ClaimedRow, workerId: string | null): AuditOrigin => ({
  ...{ actor, jobId, workerId, requestId },
});

type Done = Outcome<Record<string, unknown>>;

function outcomeOf(kind: Kind, outcome: Done | undefined): Done {
  if (outcome instanceof Refusal || (outcome && "result" in outcome && Array.isArray(outcome.audit))) return outcome;
  throw new Error(`${kind.name} must answer every job with { result, audit } or a Refusal`);
}

function settlementOf({ id }: ClaimedRow, outcome: Done): Settlement {
  if (outcome instanceof Refusal) return { id, status: "refused", result: null, problem: outcome.problem };
  return { id, status: "completed", result: outcome.result, problem: null };
}

function endOf(outcome: Done): Pick<Settled, "status" | "reason"> {
  if (!(outcome instanceof Refusal)) return { status: "completed" };
  const { type, reasons } = outcome.problem;
  return { status: "refused", reason: reasons?.[0] ?? type.slice(type.lastIndexOf(":") + 1) };
}

function auditOf(kind: Kind, row: ClaimedRow, outcome: Done, workerId: string | null): AuditEntry[] {
  const facts = outcome instanceof Refusal ? [refusalFact(kind, row, outcome)] : outcome.audit;
  const origin = originOf(row, workerId);
  return facts.map((fact) => ({ outcome: "ok", ...fact, ...origin }));
}

function refusalFact({ audit }: Kind, { payload, userId }: ClaimedRow, { problem }: Refusal): AuditFact {
  const detail = { problem: problem.type, reasons: problem.reasons ?? [problem.detail] };
  return { action: audit.action, subject: audit.subject(payload), userId, outcome: "refused", detail };
}
