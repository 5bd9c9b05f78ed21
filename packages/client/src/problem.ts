import type { ProblemDocument, ProblemName, ProblemType } from "./types.ts";

const URN = "urn:assent:problem:";

/** An answer that is not the one asked for: a problem document (RFC 9457), or what a proxy on the way said instead of one. */
export class AssentProblem<Type extends string = ProblemType | (string & {})> extends Error {
  override readonly name = "AssentProblem";
  /** `urn:assent:problem:...`, as in the contract; `about:blank` if it is a proxy's answer. */
  readonly type: Type;
  readonly title: string;
  /** Of HTTP. */
  readonly status: number;
  readonly detail: string;
  /** Names the request in the server's log. */
  readonly instance: string | undefined;
  /** Why a consent was refused: `consent_withdrawn`, …; else none. */
  readonly reasons: readonly string[];
  /** Which fields of an invalid request break which rule; else none. */
  readonly errors: readonly { field: string; rule: string }[];
  /** The job that was refused or has failed, if there was one. */
  readonly jobId: string | undefined;
  readonly traceId: string | undefined;

  constructor(document: ProblemDocument & { type: Type }) {
    super(`${document.title}: ${document.detail}`);
    this.type = document.type;
    this.title = document.title;
    this.status = document.status;
    this.detail = document.detail;
    this.instance = document.instance;
    this.reasons = document.reasons ?? [];
    this.errors = document.errors ?? [];
    this.jobId = document.job_id;
    this.traceId = document.trace_id;
  }

  /** Whether it is of this type, by the last part of the type's name: `problem.is("consent-refused")`. */
  is<Name extends ProblemName>(name: Name): this is AssentProblem<`urn:assent:problem:${Name}`> {
    return (this.type as string) === URN + name;
  }
}

/** No answer in time: the network, a server that is away, or a job that is still queued. The request may have had its effect. */
export class AssentTimeout extends Error {
  override readonly name = "AssentTimeout";
  readonly deadlineMs: number;
  /** The job that has been accepted and is not done yet: wait for it, or cancel it. */
  readonly jobId: string | undefined;

  /** @param cause what was in the way at the last attempt */
  constructor(deadlineMs: number, { jobId, cause }: { jobId?: string | undefined; cause?: unknown } = {}) {
    super(jobId ? `Job ${jobId} was not done within ${deadlineMs} ms` : `No answer within ${deadlineMs} ms`, { cause });
    this.deadlineMs = deadlineMs;
    this.jobId = jobId;
  }
}

/** Whether an error is a problem, and of one type if one is named. */
export function isProblem(error: unknown): error is AssentProblem;
export function isProblem<Name extends ProblemName>(error: unknown, name: Name): error is AssentProblem<`urn:assent:problem:${Name}`>;
export function isProblem(error: unknown, name?: ProblemName): boolean {
  return error instanceof AssentProblem && (name === undefined || error.is(name));
}

/** A problem out of an answer, whoever wrote it. */
export function problemIn(status: number, text: string): AssentProblem {
  const { type = "about:blank", title = `HTTP ${status}`, detail = "The answer is not a problem document.", ...rest } = parsed(text);
  return new AssentProblem({ ...rest, type, title, detail, status });
}

function parsed(text: string): Partial<ProblemDocument> {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === "object" && document !== null ? document : {};
  } catch {
    return {};
  }
}
