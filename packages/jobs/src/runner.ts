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
  isDisconnection,
  type Settlement,
  settleJobs,
  type Tx,
} from "@assent/db";
import { type AuditEntry, type AuditOrigin, Refusal } from "@assent/domain";
import { sql } from "drizzle-orm";
import type { AuditFact, ClaimedJob, Kind, Outcome } from "./kind.ts";

/** How a delivered job ended for this runner. `duplicate`: somebody else settled it, or it does not exist. */
export type Ran = { status: Settlement["status"] | "duplicate" } | { error: unknown };

export interface Runner {
  /** Runs a batch. If one of its jobs may be the reason that it throws, they run one by one, so that it cannot fail the others. */
  run(kind: Kind, ids: string[]): Promise<Ran[]>;
}

/** @param workerId whose work it is; null when the API runs an inline job itself. */
export function createRunner(db: Db, workerId: () => string | null): Runner {
  async function attempt(kind: Kind, ids: string[]): Promise<Ran[]> {
    const settled = await db.transaction((tx) => runClaimed(tx, kind, ids, workerId()));
    return ids.map((id) => ({ status: settled.get(id) ?? "duplicate" }));
  }

  async function run(kind: Kind, ids: string[]): Promise<Ran[]> {
    try {
      return await attempt(kind, ids);
    } catch (error) {
      return ids.length === 1 || isDisconnection(error) ? ids.map(() => ({ error })) : oneByOne(kind, ids);
    }
  }

  /** Until the connection is lost: then the rest need not find it out one after the other. */
  async function oneByOne(kind: Kind, [id, ...rest]: string[]): Promise<Ran[]> {
    if (id === undefined) return [];
    const [ran] = (await run(kind, [id])) as [Ran];
    const lost = "error" in ran && isDisconnection(ran.error);
    return [ran, ...(lost ? rest.map(() => ran) : await oneByOne(kind, rest))];
  }

  return { run };
}

async function runClaimed(tx: Tx, kind: Kind, ids: string[], workerId: string | null) {
  const [, { rows, now }] = await Promise.all([limitStatements(tx, kind.policy.timeoutMs), claimJobs(tx, kind.name, ids, kind.secrets)]);
  if (rows.length === 0) return new Map<string, Settlement["status"]>();

  const answers = await kind.run(
    { tx, now },
    rows.map((row) => parsed(kind, row, workerId)),
  );
  const outcomes = rows.map((_, i) => outcomeOf(kind, answers[i]));
  const settlements = rows.map((row, i) => settlementOf(row, outcomes[i] as Done));
  const audit = rows.flatMap((row, i) => auditOf(kind, row, outcomes[i] as Done, workerId));
  await Promise.all([
    settleJobs(tx, settlements, kind.secrets, { workerId, startedAt: now }),
    appendAudit(tx, audit),
    announceJobs(
      tx,
      rows.map(({ id }) => id),
    ),
  ]);
  return new Map(settlements.map(({ id, status }) => [id, status]));
}

const limitStatements = (tx: Tx, timeoutMs: number) => tx.execute(sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`);

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

function auditOf(kind: Kind, row: ClaimedRow, outcome: Done, workerId: string | null): AuditEntry[] {
  const facts = outcome instanceof Refusal ? [refusalFact(kind, row, outcome)] : outcome.audit;
  const origin = originOf(row, workerId);
  return facts.map((fact) => ({ outcome: "ok", ...fact, ...origin }));
}

function refusalFact({ audit }: Kind, { payload, userId }: ClaimedRow, { problem }: Refusal): AuditFact {
  const detail = { problem: problem.type, reasons: problem.reasons ?? [problem.detail] };
  return { action: audit.action, subject: audit.subject(payload), userId, outcome: "refused", detail };
}
