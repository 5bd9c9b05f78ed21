import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

describe("backoffMs", () => {
  it("doubles, within half and all of the pause, up to a minute", () => {
    expect([1, 2, 3].map((attempt) => backoffMs(attempt, 500, 1))).toEqual([500, 1_000, 2_000]);
    expect(backoffMs(3, 500, 0)).toBe(1_000);
    expect(backoffMs(1_000, 500, 1)).toBe(60_000);
  });
});
