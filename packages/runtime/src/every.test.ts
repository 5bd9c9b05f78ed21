import { describe, expect, it } from "vitest";
import { every } from "./every.ts";

describe("every", () => {
  it("goes on after a failure, which it reports, and never runs twice at a time", async () => {
    const errors: unknown[] = [];
    const thirdRun = Promise.withResolvers<void>();
    let runs = 0;
    let atOnce = 0;
    const timer = every(
      async () => {
        expect(++atOnce).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce--;
        if (++runs === 3) thirdRun.resolve();
        if (runs === 1) throw new Error("first");
      },
      { intervalMs: 1, onError: (error) => errors.push(error) },
    );
    await thirdRun.promise;
    await timer.stop();
    expect(errors).toHaveLength(1);
    const after = runs;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(runs).toBe(after);
  });

  it("lets the run under way end before stop resolves", async () => {
    const gate = Promise.withResolvers<void>();
    let ended = false;
    const timer = every(
      async () => {
        await gate.promise;
        ended = true;
      },
      { intervalMs: 1_000, onError: () => {} },
    );
    const stopped = timer.stop();
    gate.resolve();
    await stopped;
    expect(ended).toBe(true);
  });
});
