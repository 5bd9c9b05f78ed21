/** What happens when a job throws: it runs again, or it has failed for good. PostgreSQL keeps the count. */
import { announceJobs, appendAudit, countAttempt, type Db, errorCode, failJob, isDatabaseAway } from "@assent/db";
import { type Problem, problemOf } from "@assent/domain";
import { describeError } from "@assent/runtime";
import { UnrecoverableError } from "bullmq";
import type { Kind } from "../kind.ts";
import type { JobEvents, JobRef } from "./events.ts";

export interface Attempts {
  /** Counts a failed attempt, unless it was counted before it began. @returns what BullMQ may know of it: a code, and none of the error's own words; undefined if the job has settled. */
  afterError(kind: Kind, job: JobRef, error: unknown, counted: boolean): Promise<Error | undefined>;
  /** Counts an attempt before it is made, for a job whose last worker died. @returns whether it may be made. */
  beforeSuspect(kind: Kind, job: JobRef): Promise<boolean>;
}

export function countingAttempts(db: Db, workerId: () => string, events: JobEvents): Attempts {
  async function bury(kind: Kind, job: JobRef, attempts: number, error: unknown) {
    const problem = problemOf("job-failed", `${job.kind} failed after ${attempts} attempts.`, {
      reasons: [reasonOf(error)],
      job_id: job.id,
    });
    await db.transaction(async (tx) => {
      const row = await failJob(tx, job.id, problem, workerId());
      if (!row) return;
      await appendAudit(tx, [
        {
          ...{ actor: row.principal, action: "job.failed", subject: `job:${job.id}`, outcome: "failed" },
          ...{ userId: row.userId, jobId: job.id, workerId: workerId(), requestId: row.requestId },
          detail: { kind: kind.name, attempts, reason: reasonOf(error) },
        },
      ]);
      await announceJobs(tx, [job.id]);
    });
    events.failed(job, attempts, error);
  }

  async function postponed(job: JobRef, error: unknown, counted: boolean) {
    events.databaseAway(job, error);
    if (counted) await countAttempt(db, job.id, -1);
    return new Postponed(reasonOf(error));
  }

  return {
    async afterError(kind, job, error, counted) {
      if (isDatabaseAway(error)) return postponed(job, error, counted);
      const attempts = await countAttempt(db, job.id, counted ? 0 : 1);
      if (attempts === undefined) return undefined;
      if (attempts >= kind.policy.attempts) {
        await bury(kind, job, attempts, error);
        return new UnrecoverableError(reasonOf(error));
      }
      await announceJobs(db, [job.id]);
      events.attemptFailed(job, attempts, kind.policy.attempts, error);
      return new Error(reasonOf(error));
    },

    async beforeSuspect(kind, job) {
      events.stalled(job);
      const attempts = await countAttempt(db, job.id);
      if (attempts === undefined) return false;
      if (attempts <= kind.policy.attempts) return true;
      await bury(kind, job, attempts - 1, new WorkerDied());
      return false;
    },
  };
}

/** What BullMQ hears when the job itself is not to blame; the pause after it stays short. */
export class Postponed extends Error {
  override name = "Postponed";
}

class WorkerDied extends Error {
  override name = "WorkerDied";
  code = "WORKER_DIED";
  override message = "every worker that ran it died";
}

/** A code and nothing else: an error's message may quote a row. */
const reasonOf = (error: unknown): Problem["detail"] => errorCode(error) ?? String(describeError(error)["type"]);
