/** Durations as counts in buckets: what many processes have seen adds up, and a quantile can be read from the sum. */

/** The upper bounds of the buckets, in milliseconds; one more bucket takes what is longer. */
export const DURATION_BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000] as const;

export const noDurations = (): number[] => new Array<number>(DURATION_BOUNDS_MS.length + 1).fill(0);

/** Which bucket a duration belongs to. */
export function bucketOf(ms: number): number {
  const bucket = DURATION_BOUNDS_MS.findIndex((bound) => ms <= bound);
  return bucket === -1 ? DURATION_BOUNDS_MS.length : bucket;
}

/**
 * An estimate that is linear within its bucket, as Prometheus' `histogram_quantile` is.
 *
 * @param counts by bucket @param q between 0 and 1 @returns milliseconds; null when nothing was counted
 */
export function quantileMs(counts: readonly number[], q: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let rank = q * total;
  for (const [i, count] of counts.entries()) {
    const from = DURATION_BOUNDS_MS[i - 1] ?? 0;
    const to = DURATION_BOUNDS_MS[i] ?? from;
    if (rank <= count) return from + (to - from) * (count === 0 ? 0 : rank / count);
    rank -= count;
  }
  return DURATION_BOUNDS_MS.at(-1) ?? null;
}
