/** Every log line about jobs: its event name, its level, its words. docs/operations.md says what to do on each. */

import { errorCode } from "@assent/db";
import { type Log, traceIdIn } from "@assent/runtime";

export interface JobEvents {
  attemptFailed(job: JobRef, attempts: number, most: number, err: unknown): void;
  databaseAway(job: JobRef, err: unknown): void;
  failed(job: JobRef, attempts: number, err: unknown): void;
  redelivered(kind: string, jobs: number, deaths: number): void;
  quarantineDied(kind: string, ids: string[], how: object): void;
  quarantineUnavailable(kind: string, jobs: number, err: unknown): void;
  vanished(job: JobRef): void;
  locksLost(kind: string, ids: string[]): void;
  reconciled(jobs: number): void;
  madeRoom(deliveries: number): void;
  workersLost(ids: string[]): void;
  transactionsEnded(whose: string[]): void;
  webhooksParked(ids: string[]): void;
  auditForged(ids: string[]): void;
  maintenanceFailed(task: string, err: unknown): void;
  brokerFailed(err: Error): void;
  undelivered(ids: string[], err: unknown): void;
}

export interface JobRef {
  id: string;
  kind: string;
  /** Where it comes from, as far as that is known. */
  requestId?: string | null;
  traceparent?: string | null;
}

export const jobEvents = (log: Log): JobEvents => ({ ...oneJob(log), ...deadWorkers(log), ...upkeep(log), ...broker(log) });

/** Tells both of each event. */
export const bothEvents = (one: JobEvents, other: JobEvents): JobEvents =>
  Object.fromEntries(
    (Object.keys(one) as (keyof JobEvents)[]).map((name) => {
      const [tell, tellOther] = [one[name], other[name]] as ((...told: unknown[]) => void)[];
      return [
        name,
        (...told: unknown[]) => {
          tell?.(...told);
          tellOther?.(...told);
        },
      ];
    }),
  ) as unknown as JobEvents;

type Some<Names extends keyof JobEvents> = Pick<JobEvents, Names>;

const aboutJob = ({ id, kind, requestId, traceparent }: JobRef) => ({
  job_id: id,
  kind,
  request_id: requestId ?? undefined,
  trace_id: traceIdIn(traceparent),
});

const oneJob = (log: Log): Some<"attemptFailed" | "databaseAway" | "failed" | "vanished"> => ({
  attemptFailed: (job, attempts, most, err) =>
    log.warn(
      { event: "job.attempt_failed", ...aboutJob(job), attempts, most, err },
      `attempt ${attempts} of ${most} failed; it will run again`,
    ),
  databaseAway: (job, err) =>
    log.warn({ event: "job.postponed", ...aboutJob(job), code: errorCode(err) }, "PostgreSQL could not run the job now; it will run again"),
  failed: (job, attempts, err) =>
    log.error(
      { event: "job.failed", ...aboutJob(job), attempts, err },
      `failed after ${attempts} attempts; retry it with POST /api/v1/jobs/${job.id}/retry`,
    ),
  vanished: (job) =>
    log.error(
      { event: "job.vanished", ...aboutJob(job) },
      "BullMQ delivered a job that PostgreSQL does not have: a fail-over or a restore has lost it",
    ),
});

const deadWorkers = (log: Log): Some<"redelivered" | "quarantineDied" | "quarantineUnavailable" | "workersLost" | "transactionsEnded"> => ({
  redelivered: (kind, jobs, deaths) =>
    log.warn({ event: "jobs.redelivered", kind, jobs, deaths }, "their last worker fell silent; they run again, in a process of their own"),
  quarantineDied: (kind, ids, how) =>
    log.error(
      { event: "jobs.quarantine_died", kind, jobs: ids.length, ...(ids.length === 1 ? { job_id: ids[0] } : {}), ...how },
      ids.length === 1
        ? "this job ended the process that ran it"
        : "one of these jobs ended the process that ran it; they run again, fewer at a time",
    ),
  quarantineUnavailable: (kind, jobs, err) =>
    log.error(
      { event: "jobs.quarantine_unavailable", kind, jobs, err },
      "the process in which jobs run whose worker died does not start; they wait, and it is tried again",
    ),
  workersLost: (ids) => log.warn({ event: "workers.lost", worker_ids: ids }, "workers fell silent; their jobs are redelivered"),
  transactionsEnded: (whose) =>
    log.warn({ event: "transactions.ended", whose }, "a process fell silent in the middle of a statement; its locks are free again"),
});

const upkeep = (log: Log): Some<"reconciled" | "madeRoom" | "webhooksParked" | "auditForged" | "maintenanceFailed"> => ({
  reconciled: (jobs) => log.info({ event: "jobs.reconciled", jobs }, `${jobs} jobs that BullMQ had lost were delivered again`),
  madeRoom: (deliveries) =>
    log.warn({ event: "queue.full", deliveries }, `Redis is full; ${deliveries} deliveries were taken out of it and wait in PostgreSQL`),
  webhooksParked: (ids) =>
    log.error(
      { event: "webhooks.parked", webhook_ids: ids },
      "webhooks that have failed for a day; nothing is delivered until they are made active",
    ),
  auditForged: (ids) =>
    log.error(
      { event: "audit.forged", rows: ids.length, audit_ids: ids.slice(0, 20) },
      "rows of the audit log that no process of ours has written",
    ),
  maintenanceFailed: (task, err) =>
    log.error({ event: "maintenance.failed", task, err }, `maintenance task ${task} failed; it is tried again`),
});

const broker = (log: Log): Some<"locksLost" | "brokerFailed" | "undelivered"> => ({
  locksLost: (kind, ids) =>
    log.warn({ event: "jobs.locks_lost", kind, job_ids: ids }, "another worker may run these as well; one of the two has no effect"),
  brokerFailed: (err) =>
    log.warn({ event: "queue.error", err }, "BullMQ has trouble with its connection; open jobs are kept in PostgreSQL"),
  undelivered: (ids, err) =>
    log.warn(
      { event: "jobs.undelivered", jobs: ids.length, err },
      "accepted, but BullMQ could not take them now; they are delivered within seconds of its return",
    ),
});
