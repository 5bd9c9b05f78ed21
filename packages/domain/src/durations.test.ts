import { describe, expect, test } from "vitest";
import { bucketOf, DURATION_BOUNDS_MS, noDurations, quantileMs } from "./durations.ts";

const counted = (...durations: number[]) => {
  const counts = noDurations();
  for (const ms of durations) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1;
  return counts;
};

describe("durations", () => {
  test("a bound belongs to its own bucket, and what is longer than all to the last", () => {
    expect([0, 5, 5.1, 10, 1e9].map(bucketOf)).toEqual([0, 0, 1, 1, DURATION_BOUNDS_MS.length]);
    expect(noDurations()).toHaveLength(DURATION_BOUNDS_MS.length + 1);
  });

  test("nothing counted has no quantile", () => expect(quantileMs(noDurations(), 0.5)).toBeNull());

  test("a quantile lies in the bucket of its rank", () => {
    const counts = counted(1, 2, 3, 60, 70, 80, 90, 2_000, 2_100, 40_000);
    expect(quantileMs(counts, 0.3)).toBe(5);
    expect(quantileMs(counts, 0.5)).toBe(75);
    expect(quantileMs(counts, 1)).toBe(60_000);
  });

  test("what is beyond the last bound is at least that long", () => expect(quantileMs(counted(9e9), 0.99)).toBe(1_800_000));
});
