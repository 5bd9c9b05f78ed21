import { AssentProblem, AssentTimeout, problemIn } from "../problem.ts";
import type { Answer } from "./attempt.ts";
import { isPassing, jitter, retryAfterMs } from "./backoff.ts";
import type { Call } from "./call.ts";
import { type Deadline, pause } from "./deadline.ts";

/** What stands in the way of an answer for now. */
export class Hindrance {
  readonly cause: unknown;
  /** As the server asks. */
  readonly afterMs: number;
  /** The job that is not done yet, where that is what stands in the way. */
  readonly jobId: string | undefined;

  constructor(cause: unknown, afterMs = 0, jobId?: string) {
    this.cause = cause;
    this.afterMs = afterMs;
    this.jobId = jobId;
  }
}

/** The answer, or what is in its way. @throws AssentProblem if another attempt would get the same */
export function judge<Body>(call: Call, answer: Answer): Answer<Body> | Hindrance {
  const { status, headers, body } = answer;
  if (status < 300) {
    const jobId = call.pending?.(answer);
    return jobId === undefined ? (answer as Answer<Body>) : new Hindrance(undefined, 0, jobId);
  }
  const problem = problemIn(status, String(body));
  if (isPassing(status, headers)) return new Hindrance(problem, retryAfterMs(headers.get("retry-after")));
  throw problem;
}

/** @throws what was in the way, if the time is up before the next attempt */
export function pauseFor({ cause, afterMs, jobId }: Hindrance, tries: number, deadline: Deadline): Promise<void> {
  const ms = afterMs + jitter(tries);
  if (ms < deadline.remainingMs()) return pause(ms, deadline.signal);
  throw cause instanceof AssentProblem ? cause : new AssentTimeout(deadline.ms, { jobId, cause });
}
