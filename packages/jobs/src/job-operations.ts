/** What an operator does to all jobs that match a filter: begun once, done by the workers batch by batch, audited as one. */
import {
  announceJobs,
  appendAudit,
  type Count,
  cancelJobs,
  countJobs,
  type Db,
  endOperation,
  findOperation,
  insertOperation,
  type JobOperationRow,
  type OperatedJob,
  recordProgress,
  reopenJobs,
  runningTwin,
  searchJobs,
  type Tx,
  takeOperation,
} from "@assent/db";
import {
  type AuditAction,
  type AuditEntry,
  type JobFilter,
  type JobOperationAction,
  newId,
  notFound,
  OPERATED_STATUS,
  Refusal,
} from "@assent/domain";
import type { Broker } from "./broker.ts";
import { deliverAnew, pack } from "./delivery.ts";
import type { Operator } from "./operate.ts";
import { registry, SECRET_FIELDS } from "./registry.ts";

export interface WantedOperation {
  action: JobOperationAction;
  /** Its status is that of the action. */
  filter: Omit<JobFilter, "status">;
  reason: string | null;
}

/** So many are looked at to count those that match; they are all operated on. */
const MOST_COUNTED = 10_000;
const BATCH = 200;

const matching = ({ action, filter }: Pick<WantedOperation, "action" | "filter">): JobFilter => ({
  ...filter,
  status: OPERATED_STATUS[action],
});

export const countOperated = (db: Db, wanted: Pick<WantedOperation, "action" | "filter">): Promise<Count> =>
  countJobs(db, matching(wanted), kindsMeant(wanted), MOST_COUNTED);

/** Whose work counts from when it was accepted is taken back only by name. */
const kindsMeant = ({ action, filter }: Pick<WantedOperation, "action" | "filter">): string[] =>
  [...registry.values()]
    .filter(({ policy }) => action === "retry" || filter.kind !== undefined || !policy.cancelledByNameOnly)
    .map(({ name }) => name);

/**
 * Only jobs that were accepted before are meant: what is accepted later is not caught by it.
 *
 * @returns a refusal when the same is under way already, as after a double click
 */
export async function startOperation(
  db: Db,
  wanted: WantedOperation,
  { principal, requestId }: Operator,
): Promise<JobOperationRow | Refusal> {
  const { count: matched, isComplete: countedAll } = await countOperated(db, wanted);
  return db.transaction(async (tx) => {
    const twin = await runningTwin(tx, wanted);
    if (twin) return new Refusal("conflict", `The same operation is running already: ${twin}.`);
    const operation = await insertOperation(tx, { id: newId(), ...wanted, matched, countedAll, principal, requestId });
    await record(tx, operation, "operation.started", { principal, requestId });
    return operation;
  });
}

/** What is done stays done. */
export const cancelOperation = (db: Db, id: string, by: Operator): Promise<JobOperationRow | Refusal> =>
  db.transaction(async (tx) => {
    const ended = await endOperation(tx, id, "cancelled");
    if (ended) await record(tx, ended, "operation.ended", by);
    if (ended) return ended;
    const now = await findOperation(tx, id);
    return now ? new Refusal("conflict", `The operation is ${now.status}.`) : notFound("operation");
  });

/** Does one batch of the oldest operation that nobody else has in hand. @returns false when there is none */
export async function advanceOperation(db: Db, broker: Broker): Promise<boolean> {
  const batch = await db.transaction(async (tx) => {
    const operation = await takeOperation(tx);
    return operation && { operation, jobs: await operateOnBatch(tx, operation) };
  });
  if (batch?.operation.action === "retry") await deliverAnew(db, broker, packed(batch.jobs)).catch(() => {});
  return batch !== undefined;
}

/** What has failed alone travels with others again. */
function packed(jobs: OperatedJob[]): OperatedJob[] {
  for (const [name, some] of Map.groupBy(jobs, ({ kind }) => kind)) {
    const kind = registry.get(name);
    if (kind) pack(kind, some);
  }
  return jobs;
}

async function operateOnBatch(tx: Tx, operation: JobOperationRow): Promise<OperatedJob[]> {
  const { ids, next } = await searchJobs(tx, matching(operation), { limit: BATCH, before: operation.reached ?? operation.id });
  const jobs = await ACTS[operation.action](tx, ids, kindsMeant(operation));
  await appendAudit(
    tx,
    jobs.map((job) => entryOf(job, operation)),
  );
  if (jobs.length > 0)
    await announceJobs(
      tx,
      jobs.map(({ id }) => id),
    );
  const done = operation.done + jobs.length;
  const skipped = operation.skipped + ids.length - jobs.length;
  await recordProgress(tx, operation.id, { done, skipped, reached: next ?? operation.reached });
  if (next === undefined) await complete(tx, operation);
  return jobs;
}

async function complete(tx: Tx, { id, principal, requestId }: JobOperationRow) {
  const ended = await endOperation(tx, id, "completed");
  if (ended) await record(tx, ended, "operation.ended", { principal, requestId });
}

const SECRETS_OF = Object.fromEntries([...registry.values()].map(({ name, secrets }) => [name, secrets]));

const ACTS: Record<JobOperationAction, (tx: Tx, ids: string[], kinds: string[]) => Promise<OperatedJob[]>> = {
  retry: (tx, ids) => reopenJobs(tx, ids, SECRETS_OF),
  cancel: (tx, ids, kinds) => cancelJobs(tx, ids, kinds, SECRET_FIELDS),
};

const DID: Record<JobOperationAction, AuditAction> = { retry: "job.retried", cancel: "job.cancelled" };

const entryOf = ({ id, userId }: OperatedJob, { id: operation, action, principal, requestId }: JobOperationRow): AuditEntry => ({
  ...{ actor: principal, action: DID[action], subject: `job:${id}`, outcome: "ok" },
  ...{ userId, jobId: id, requestId, detail: { operation } },
});

async function record(tx: Tx, operation: JobOperationRow, action: AuditAction, { principal, requestId }: Operator) {
  const { id, filter, reason, matched, countedAll, done, skipped, status } = operation;
  const count = { matched, counted_all: countedAll, done, skipped };
  const detail = { operation: operation.action, status, filter, ...count, ...(reason ? { reason } : {}) };
  await appendAudit(tx, [{ actor: principal, action, subject: `operation:${id}`, outcome: "ok", requestId, detail }]);
}
