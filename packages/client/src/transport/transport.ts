/** Sends calls until they are answered: the one place that tries again. */
import { type AssentOptions, ATTEMPT_TIMEOUT_MS, type CallOptions, DEADLINE_MS } from "../options.ts";
import { type Answer, attempt, readAnswer } from "./attempt.ts";
import { type Call, withHeaders } from "./call.ts";
import { type Deadline, deadlineOf } from "./deadline.ts";
import { Hindrance, judge, pauseFor } from "./hindrance.ts";
import { tokenSource } from "./token.ts";

/**
 * Tries again after a lost connection, a time-out and an answer that passes (429, 502, 503, 504), and at once with a new token
 * after 401, until the deadline.
 *
 * Throws AssentProblem for what the API answers instead, AssentTimeout when there is no time for another attempt, and the reason of
 * the caller's signal.
 */
export interface Transport {
  /** The time that a call has, from now on. */
  begin(options: CallOptions | undefined): Deadline;
  send<Body>(call: Call, deadline: Deadline): Promise<Answer<Body>>;
  /** For an answer that is read as it comes. @param ending ends the reading */
  open(call: Call, deadline: Deadline, ending: AbortSignal): Promise<Response>;
}

export function createTransport(options: AssentOptions): Transport {
  const { deadlineMs = DEADLINE_MS, attemptTimeoutMs = ATTEMPT_TIMEOUT_MS, fetch = globalThis.fetch.bind(globalThis) } = options;
  const means = { fetch, baseUrl: baseOf(options.baseUrl), tokens: tokenSource(options.token) };

  async function untilAnswered<Result>(deadline: Deadline, once: (time: Time) => Promise<Result | Hindrance>): Promise<Result> {
    let jobId: string | undefined;
    for (let tries = 1; ; tries++) {
      const result = await inTime(deadline, attemptTimeoutMs, once);
      if (!(result instanceof Hindrance)) return result;
      jobId = result.jobId ?? jobId;
      await pauseFor({ ...result, jobId }, tries, deadline);
    }
  }

  return {
    begin: (given = {}) => deadlineOf(given, deadlineMs),
    send: <Body>(call: Call, deadline: Deadline) =>
      untilAnswered(deadline, async ({ ms, signal }) => {
        const answer = await attempt(preferring(call, ms), { ...means, signal, read: readAnswer });
        return answer instanceof Hindrance ? answer : judge<Body>(call, answer);
      }),
    open: (call, deadline, ending) =>
      untilAnswered(deadline, async ({ signal }) => {
        const read = async (response: Response) => (response.ok ? response : readAnswer(response));
        const answer = await attempt(call, { ...means, signal: AbortSignal.any([signal, ending]), read });
        return answer instanceof Hindrance || answer instanceof Response ? answer : (judge(call, answer) as Hindrance);
      }),
  };
}

interface Time {
  ms: number;
  signal: AbortSignal;
}

/** Gives an attempt what is left of the time, and no more than an attempt may have. */
async function inTime<Result>(deadline: Deadline, mostMs: number, once: (time: Time) => Promise<Result>): Promise<Result> {
  const ms = Math.max(0, Math.min(mostMs, deadline.remainingMs()));
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(new DOMException(`No answer within ${Math.round(ms)} ms`, "TimeoutError")), ms);
  const signals = deadline.signal ? [timeUp.signal, deadline.signal] : [timeUp.signal];
  return once({ ms, signal: AbortSignal.any(signals) }).finally(() => clearTimeout(timer));
}

/** The server waits for half of the attempt's time at most, so that its answer is not lost when the job takes longer. */
const preferring = (call: Call, ms: number): Call => (call.waits ? withHeaders(call, { prefer: `wait=${Math.floor(ms / 2_000)}` }) : call);

/** @throws TypeError, which does not quote what may have a password in it */
function baseOf(baseUrl: string | URL): string {
  const { href, username, password, protocol } = new URL(baseUrl);
  if (!/^https?:$/.test(protocol) || username !== "" || password !== "")
    throw new TypeError("baseUrl must be an http or https URL without a user; pass a token instead");
  return href.replace(/\/+$/, "");
}
