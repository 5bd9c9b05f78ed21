import { describe, expect, it } from "vitest";
import { counter, durations, MOST_SERIES, sizes } from "./series.ts";

describe("a histogram", () => {
  it("counts up to each bound, in seconds, and what is longer than all of them", async () => {
    const seen = durations("x_seconds", "x", ["kind"]);
    for (const ms of [5, 6, 2_000, 4_000_000]) seen.observe(ms, "a");
    const samples = await seen.samples();
    const bucket = (le: string) => samples.find(({ labels }) => labels["le"] === le)?.value;
    expect(["0.005", "0.01", "1", "2.5", "1800", "+Inf"].map(bucket)).toEqual([1, 2, 2, 3, 3, 4]);
    expect(samples.slice(-2)).toEqual([
      { metricName: "x_seconds_sum", labels: { kind: "a" }, value: 4_002.011 },
      { metricName: "x_seconds_count", labels: { kind: "a" }, value: 4 },
    ]);
  });

  it("of sizes has whole bounds", async () => {
    const seen = sizes("x", "x");
    seen.observe(500);
    const samples = await seen.samples();
    expect(samples.filter(({ value }) => value === 1).map(({ metricName, labels }) => [metricName, labels["le"]])).toEqual([
      ["x_bucket", "500"],
      ["x_bucket", "+Inf"],
      ["x_count", undefined],
    ]);
  });
});

describe("a counter", () => {
  it("without labels is there before anything has happened", () => {
    expect(counter("x_total", "x").samples()).toEqual([{ labels: {}, value: 0 }]);
  });

  it("has no more series than that, and loses no count", async () => {
    const seen = counter("x_total", "x", ["id", "status"]);
    for (let i = 0; i < 10 * MOST_SERIES; i++) seen.add(1, `id-${i}`, "200");
    const samples = await seen.samples();
    expect(samples).toHaveLength(MOST_SERIES + 1);
    expect(samples.at(-1)).toEqual({ labels: { id: "other", status: "other" }, value: 9 * MOST_SERIES });
  });
});
