/** What a process sees of jobs, told to whoever counts. */
import type { Settled } from "./runner.ts";

export interface JobObserver {
  /** PostgreSQL has accepted jobs. */
  accepted(kind: string, jobs: number): void;
  /** Jobs begin to run, in one transaction. */
  batch(kind: string, jobs: number): void;
  /** The transaction of a job has committed. */
  settled(kind: string, job: Settled): void;
  /** A job has used up its attempts. */
  failed(kind: string): void;
  /** A session was found that should have ended so long ago; no other is later. */
  overdue(ms: number): void;
}

export const nobody: JobObserver = { accepted() {}, batch() {}, settled() {}, failed() {}, overdue() {} };

/** Tells all of them. */
export const observers = (...all: JobObserver[]): JobObserver => ({
  accepted: (kind, jobs) => all.forEach((one) => void one.accepted(kind, jobs)),
  batch: (kind, jobs) => all.forEach((one) => void one.batch(kind, jobs)),
  settled: (kind, job) => all.forEach((one) => void one.settled(kind, job)),
  failed: (kind) => all.forEach((one) => void one.failed(kind)),
  overdue: (ms) => all.forEach((one) => void one.overdue(ms)),
});
