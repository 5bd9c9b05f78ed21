const LONGEST_MS = 60_000;

/**
 * Exponential backoff with full jitter above half ("equal jitter"): the n-th pause lies between half and all of
 * `base * 2^(n-1)`, at most a minute.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(attemptsMade: number, baseMs: number, random = Math.random()): number {
  const ceiling = Math.min(baseMs * 2 ** Math.min(attemptsMade - 1, 30), LONGEST_MS);
  return Math.round(ceiling * (0.5 + random / 2));
}
