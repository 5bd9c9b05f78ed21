/** What a client is made with, and what may be said with each call. */

/** A bearer token, or how to get one: asked at first use, and once more when the API has answered 401. */
export type Token = string | (() => string | Promise<string>);

export interface AssentOptions {
  /** Where the API is: `https://assent.example.com`, without `/api/v1`. */
  baseUrl: string | URL;
  token?: Token | undefined;
  /** How long a call may take with all its retries; 60,000 unless given. */
  deadlineMs?: number | undefined;
  /** How long one attempt may take before it counts as lost; 20,000 unless given. */
  attemptTimeoutMs?: number | undefined;
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch | undefined;
}

export interface CallOptions {
  /** Ends the call, with the signal's reason. What the server has begun goes on. */
  signal?: AbortSignal | undefined;
  /** Instead of the client's. */
  deadlineMs?: number | undefined;
}

export interface WriteOptions extends CallOptions {
  /** 1 to 255 visible ASCII characters. A key that outlives your process makes a call safe to repeat after a crash; else it has one of its own. */
  idempotencyKey?: string | undefined;
}

export const DEADLINE_MS = 60_000;
export const ATTEMPT_TIMEOUT_MS = 20_000;
