/** What an operator does to a job: cancel it while it waits, retry it once it has failed. Both are audited. */
import { announceJobs, appendAudit, cancelJob, type Db, findJob, type JobRow, reopenJob, type Tx } from "@assent/db";
import { type AuditAction, Refusal } from "@assent/domain";
import type { Broker } from "./broker.ts";
import { deliverAnew, redeliver } from "./delivery.ts";
import { registry, SECRET_FIELDS } from "./registry.ts";

export interface Operator {
  principal: string;
  requestId: string | null;
}

export function cancel(db: Db, { id, kind }: JobRow, by: Operator): Promise<JobRow | Refusal> {
  return db.transaction(async (tx) => {
    const cancelled = await cancelJob(tx, id, registry.get(kind)?.secrets ?? SECRET_FIELDS);
    if (!cancelled) return onlyWhile(tx, id, "queued", "cancelled");
    await record(tx, cancelled, "job.cancelled", by);
    return cancelled;
  });
}

/** Opens a failed job again. If BullMQ is away, reconciliation delivers it later. */
export async function retry(db: Db, broker: Broker, job: JobRow, by: Operator): Promise<JobRow | Refusal> {
  const kind = registry.get(job.kind);
  if (!kind) return new Refusal("conflict", `This version has no job kind "${job.kind}".`);
  if (!kind.payload.safeParse(job.payload).success) {
    return new Refusal("conflict", "The job's secret is gone by now; submit the request anew.");
  }
  const reopened = await db.transaction(async (tx) => {
    const row = await reopenJob(tx, job.id);
    if (!row) return onlyWhile(tx, job.id, "failed", "retried");
    await record(tx, row, "job.retried", by);
    return row;
  });
  if (!(reopened instanceof Refusal)) await deliverReopened(db, broker, reopened).catch(() => {});
  return reopened;
}

/** What has just failed looks open in BullMQ for a moment more, and is then done with: a second delivery does no harm. */
async function deliverReopened(db: Db, broker: Broker, job: JobRow) {
  if ((await redeliver(db, broker, [job])) === 0) await deliverAnew(db, broker, [job]);
}

async function onlyWhile(tx: Tx, id: string, needed: string, verb: string) {
  const now = await findJob(tx, id);
  return new Refusal("conflict", `The job is ${now?.status}; only a ${needed} job can be ${verb}.`);
}

async function record(tx: Tx, { id, userId }: JobRow, action: AuditAction, { principal, requestId }: Operator) {
  await appendAudit(tx, [{ actor: principal, action, subject: `job:${id}`, outcome: "ok", userId, jobId: id, requestId }]);
  await announceJobs(tx, [id]);
}
