/** What an operator does to a job, cancel it while it waits or retry it once it has failed, and to a worker. All is audited. */
import {
  announceJobs,
  appendAudit,
  cancelJob,
  type Db,
  findJob,
  findWorker,
  type JobRow,
  orderDrain,
  reopenJob,
  type Tx,
  type WorkerRow,
} from "@assent/db";
import { type AuditAction, notFound, Refusal } from "@assent/domain";
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

/** Has a worker finish what it has and stop: it hears of that with its next heartbeat. */
export const drain = (db: Db, workerId: string, { principal, requestId }: Operator): Promise<WorkerRow | Refusal> =>
  db.transaction(async (tx) => {
    const worker = await orderDrain(tx, workerId);
    if (!worker) return onlyAlive(tx, workerId);
    const order = {
      actor: principal,
      action: "worker.drained",
      subject: `worker:${workerId}`,
      outcome: "ok",
      workerId,
      requestId,
    } as const;
    await appendAudit(tx, [order]);
    return worker;
  });

async function onlyAlive(tx: Tx, workerId: string) {
  const now = await findWorker(tx, workerId);
  return now ? new Refusal("conflict", `The worker is ${now.status}; only a live worker can be drained.`) : notFound("worker");
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
