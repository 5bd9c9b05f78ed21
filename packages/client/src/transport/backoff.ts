/** How long to wait before asking again. */
const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** From nothing to twice as much each time ("full jitter"), so that many who failed together do not come back together. */
export const jitter = (attempt: number, random = Math.random): number => random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));

/** The server's `Retry-After` (RFC 9110: seconds, or a date) in ms; 0 if it says nothing that can be read. */
export function retryAfterMs(header: string | null, now = Date.now()): number {
  if (header === null) return 0;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}

const PASSING = new Set([408, 425, 429, 502, 503, 504]);

/** Whether another attempt may have another answer. A conflict passes if the server says when: what is asked for is not sealed yet. */
export const isPassing = (status: number, headers: Headers): boolean =>
  PASSING.has(status) || (status === 409 && headers.has("retry-after"));
