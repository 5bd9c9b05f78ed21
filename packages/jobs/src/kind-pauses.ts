/** Pausing a kind: no worker takes jobs of it, and whatever is accepted waits. Workers hear of it with their next heartbeat. */
import {
  appendAudit,
  type Db,
  resumeKind as deletePause,
  pauseKind as insertPause,
  type KindPauseRow,
  listPauses,
  type Tx,
} from "@assent/db";
import { type AuditAction, notFound, Refusal } from "@assent/domain";
import type { Operator } from "./operate.ts";
import { registry } from "./registry.ts";

/** @param reason shown to whoever wonders why nothing of this kind runs */
export async function pauseKind(db: Db, kind: string, by: Operator, reason: string | null): Promise<KindPauseRow | Refusal> {
  const { policy } = registry.get(kind) ?? {};
  if (!policy) return notFound("kind");
  if (policy.inline) return new Refusal("conflict", `${kind} is run by the API as soon as it is accepted, and cannot be paused.`);
  return db.transaction(async (tx) => {
    const paused = await insertPause(tx, { kind, pausedBy: by.principal, reason });
    if (!paused) return alreadyPaused(tx, kind);
    await record(tx, "kind.paused", kind, by, reason);
    return paused;
  });
}

export async function resumeKind(db: Db, kind: string, by: Operator): Promise<KindPauseRow | Refusal> {
  if (!registry.has(kind)) return notFound("kind");
  return db.transaction(async (tx) => {
    const ended = await deletePause(tx, kind);
    if (!ended) return new Refusal("conflict", `${kind} is not paused.`);
    await record(tx, "kind.resumed", kind, by, null);
    return ended;
  });
}

async function alreadyPaused(tx: Tx, kind: string): Promise<Refusal> {
  const pause = (await listPauses(tx)).find((one) => one.kind === kind);
  const since = pause ? `, by ${pause.pausedBy} since ${pause.pausedAt.toISOString()}` : "";
  return new Refusal("conflict", `${kind} is paused already${since}.`);
}

const record = (tx: Tx, action: AuditAction, kind: string, { principal, requestId }: Operator, reason: string | null) =>
  appendAudit(tx, [
    { actor: principal, action, subject: `kind:${kind}`, outcome: "ok", requestId, ...(reason ? { detail: { reason } } : {}) },
  ]);
