import type { CallOptions } from "../options.ts";

/** Until when a call may go on, however many requests it takes. */
export interface Deadline {
  /** All the time there was. */
  ms: number;
  signal: AbortSignal | undefined;
  remainingMs(): number;
}

export function deadlineOf({ deadlineMs, signal }: CallOptions, usualMs: number): Deadline {
  signal?.throwIfAborted();
  const ms = deadlineMs ?? usualMs;
  const end = performance.now() + ms;
  return { ms, signal, remainingMs: () => end - performance.now() };
}

/** Resolves after so many ms. @throws the signal's reason, as soon as it is aborted */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  });
}
