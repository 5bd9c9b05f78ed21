/** What happens when a job throws: it runs again, or it has failed for good. PostgreSQL keeps the count. */
import { announceJobs, appendAudit, countAttempt, type Db, errorCode, failJob, isDatabaseAway } from "@assent/db";
import { type Problem, problemOf } from "@assent/domain";
import { describeError } from "@assent/runtime";
import { UnrecoverableError } from "bullmq";
import type { Kind } from "../kind.ts";
import type { JobObserver } from "../observer.ts";
import type { JobEvents, JobRef } from "./events.ts";

export interface Attempts {
  /** Counts a failed attempt, unless it was counted before it began. @returns what BullMQ may know of it: a code, and none of the error's own words; undefined if the job has settled. */
  afterError(kind: Kind, job: JobRef, error: unknown, counted: boolean): Promise<Error | undefined>;
  /** Counts an attempt before it is made, for a job whose last worker died. @returns whether it may be made. */
  beforeSuspect(kind: Kind, job: JobRef): Promise<boolean>;
  /** Takes back what was counted before, because the attempt was not made. */
  takeBack(job: JobRef): Promise<void>;
}

export function countingAttempts(db: Db, workerId: () => string, events: JobEvents, observer: JobObserver): Attempts {
  async function postpone(job: JobRef, error: unknown, counted: boolean) {
    events.databaseAway(job, error);
    if (counted) await takeBack(job);
    return postponed(error);
  }

  async function bury(job: JobRef, attempts: number, error: unknown): Promise<Error | undefined> {
    if (!(await failForGood(db, workerId(), job, attempts, reasonOf(error)))) return undefined;
    events.failed(job, attempts, error);
    observer.failed(job.kind);
    return new UnrecoverableError(reasonOf(error));
  }

  const takeBack = async ({ id }: JobRef) => void (await countAttempt(db, id, -1));

  return {
    takeBack,

    async afterError(kind, job, error, counted) {
      if (isDatabaseAway(error)) return postpone(job, error, counted);
      const made = await countAttempt(db, job.id, counted ? 0 : 1);
      if (made === undefined) return undefined;
      const { attempts, ...origin } = made;
      if (attempts >= kind.policy.attempts) return bury({ ...job, ...origin }, attempts, error);
      await announceJobs(db, [job.id]);
      events.attemptFailed({ ...job, ...origin }, attempts, kind.policy.attempts, error);
      return new AttemptFailed(reasonOf(error), attempts);
    },

    async beforeSuspect(kind, job) {
      const counted = await countAttempt(db, job.id);
      if (counted === undefined) return false;
      const { attempts, ...origin } = counted;
      if (attempts <= kind.policy.attempts) return true;
      await bury({ ...job, ...origin }, attempts - 1, new WorkerDied());
      return false;
    },
  };
}

/** @returns whether it was still open: somebody else may have settled or cancelled it meanwhile */
function failForGood(db: Db, workerId: string, { id, kind }: JobRef, attempts: number, reason: string): Promise<boolean> {
  const problem = problemOf("job-failed", `${kind} failed after ${attempts} attempts.`, { reasons: [reason], job_id: id });
  return db.transaction(async (tx) => {
    const row = await failJob(tx, id, problem, workerId);
    if (!row) return false;
    await appendAudit(tx, [
      {
        ...{ actor: row.principal, action: "job.failed", subject: `job:${id}`, outcome: "failed" },
        ...{ userId: row.userId, jobId: id, workerId, requestId: row.requestId },
        detail: { kind, attempts, reason, ...sessionIn(row.payload) },
      },
    ]);
    await announceJobs(tx, [id]);
    return true;
  });
}

/** Whom an event about the job is about. */
const sessionIn = ({ session_id }: Record<string, unknown>) => (typeof session_id === "string" ? { session_id } : {});

/** What BullMQ hears of a job that is to be tried again; the pause after it grows with the attempts. */
export class AttemptFailed extends Error {
  override name = "AttemptFailed";
  readonly attempts: number;

  constructor(reason: string, attempts: number) {
    super(reason);
    this.attempts = attempts;
  }
}

/** What BullMQ hears when the job itself is not to blame; the pause after it stays short. */
export class Postponed extends Error {
  override name = "Postponed";
}

/** Nobody knows how long that is: it comes back more and more seldom. */
export class Unwanted extends Postponed {}

export const postponed = (away: unknown) => new Postponed(errorCode(away) ?? "DATABASE_AWAY");

/** What BullMQ hears of a job that has not settled. */
export type Unsettled = Error | undefined;

export class WorkerDied extends Error {
  override name = "WorkerDied";
  code = "WORKER_DIED";
  override message = "the process that ran it died";
}

/** A code and nothing else: an error's message may quote a row. */
const reasonOf = (error: unknown): Problem["detail"] => errorCode(error) ?? String(describeError(error)["type"]);
