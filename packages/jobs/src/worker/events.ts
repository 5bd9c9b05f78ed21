/** Every log line about jobs: its event name, its level, its words. docs/operations.md says what to do on each. */

import { errorCode } from "@assent/db";
import type { Log } from "@assent/runtime";

export interface JobEvents {
  attemptFailed(job: JobRef, attempts: number, most: number, err: unknown): void;
  databaseAway(job: JobRef, err: unknown): void;
  failed(job: JobRef, attempts: number, err: unknown): void;
  stalled(job: JobRef): void;
  locksLost(kind: string, ids: string[]): void;
  reconciled(jobs: number): void;
  workersLost(ids: string[]): void;
  maintenanceFailed(task: string, err: unknown): void;
  brokerFailed(err: Error): void;
  undelivered(ids: string[], err: unknown): void;
}

export interface JobRef {
  id: string;
  kind: string;
}

export function jobEvents(log: Log): JobEvents {
  const aboutJob = ({ id, kind }: JobRef) => ({ job_id: id, kind });
  return {
    attemptFailed: (job, attempts, most, err) =>
      log.warn(
        { event: "job.attempt_failed", ...aboutJob(job), attempts, most, err },
        `attempt ${attempts} of ${most} failed; it will run again`,
      ),
    databaseAway: (job, err) =>
      log.warn(
        { event: "job.postponed", ...aboutJob(job), code: errorCode(err) },
        "PostgreSQL could not run the job now; it will run again",
      ),
    failed: (job, attempts, err) =>
      log.error(
        { event: "job.failed", ...aboutJob(job), attempts, err },
        `failed after ${attempts} attempts; retry it with POST /api/v1/jobs/${job.id}/retry`,
      ),
    stalled: (job) => log.warn({ event: "job.redelivered", ...aboutJob(job) }, "its last worker fell silent; it runs again, alone"),
    locksLost: (kind, ids) =>
      log.warn({ event: "jobs.locks_lost", kind, job_ids: ids }, "another worker may run these as well; one of the two has no effect"),
    reconciled: (jobs) => log.info({ event: "jobs.reconciled", jobs }, `${jobs} jobs that BullMQ had lost were delivered again`),
    workersLost: (ids) => log.warn({ event: "workers.lost", worker_ids: ids }, "workers fell silent; their jobs are redelivered"),
    maintenanceFailed: (task, err) =>
      log.error({ event: "maintenance.failed", task, err }, `maintenance task ${task} failed; it is tried again`),
    brokerFailed: (err) =>
      log.warn({ event: "queue.error", err }, "BullMQ has trouble with its connection; open jobs are kept in PostgreSQL"),
    undelivered: (ids, err) =>
      log.warn(
        { event: "jobs.undelivered", jobs: ids.length, err },
        "accepted, but BullMQ could not take them now; they are delivered within seconds of its return",
      ),
  };
}
