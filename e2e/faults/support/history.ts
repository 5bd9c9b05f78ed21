/** What the clients have done, as they know it: the checker holds it against the tables. */

/** One request and its answer. The request's id is its own, and is in the row of the job that it led to. */
export interface Attempt {
  requestId: string;
  /** Undefined when none came: nobody knows what has happened. */
  status: number | undefined;
  retryAfter: string | null;
  jobId: string | undefined;
  began: number;
  /** How long the answer took, or until there was none. */
  ms: number;
}

/**
 * `done`: answered with its effect. `accepted`: answered with a job that will settle. `refused`: answered with a refused job.
 * `fail`: answered, and not done (503, or refused before there was a job). `unknown`: never answered.
 */
export type Outcome = "done" | "accepted" | "refused" | "fail" | "unknown";

export interface Operation {
  kind: string;
  /** Its Idempotency-Key, under which it was repeated until it was answered. */
  key: string | undefined;
  attempts: Attempt[];
  outcome: Outcome;
  jobId: string | undefined;
}

export const outcomeOf = ({ status, jobId }: Pick<Attempt, "status" | "jobId">): Outcome => {
  if (status === undefined) return "unknown";
  if (jobId === undefined) return "fail";
  if (status === 202) return "accepted";
  return status < 300 ? "done" : "refused";
};

/** Whether asking again may help: no answer, or "not now". */
export const isOpen = ({ status }: Pick<Attempt, "status">): boolean => status === undefined || status === 503;

export const isAcknowledged = ({ outcome }: Pick<Operation, "outcome">): boolean => outcome !== "fail" && outcome !== "unknown";

export const latencies = (operations: Operation[], from: number, to: number): number[] =>
  operations.flatMap(({ attempts }) => attempts.filter(({ began }) => began >= from && began < to).map(({ ms }) => ms));

export function percentile(values: number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? 0;
}
