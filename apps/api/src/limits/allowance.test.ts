import { describe, expect, it } from "vitest";
import { Allowance } from "./allowance.ts";

const BIG = { budget: "writes", limit: 100, slice: 2 } as const;
const SMALL = { budget: "unseals", limit: 5, slice: 0 } as const;
const NOW = 1_000;

describe("an allowance", () => {
  it("of a small budget asks for each, and for as many as wait", () => {
    const allowance = new Allowance(SMALL);
    expect(allowance.take(NOW)).toBeUndefined();
    expect(allowance.need(3)).toBe(3);
    allowance.granted(3, { used: 4, endsInMs: 500 }, NOW);
    expect([1, 2, 3, 4].map(() => allowance.take(NOW))).toEqual([true, true, true, undefined]);
    expect(allowance.remaining).toBe(1);
  });

  it("lets a slice of a big budget through, and tells of it when it asks for the next", () => {
    const allowance = new Allowance(BIG);
    expect([1, 2, 3].map(() => allowance.take(NOW))).toEqual([true, true, undefined]);
    expect(allowance.need(1)).toBe(4);
    allowance.granted(4, { used: 4, endsInMs: 500 }, NOW);
    expect([1, 2, 3].map(() => allowance.take(NOW))).toEqual([true, true, undefined]);
    expect(allowance.need(1)).toBe(2);
  });

  it("has what the store had left, and then refuses without asking until the window ends", () => {
    const allowance = new Allowance(BIG);
    for (let i = 0; i < 3; i++) allowance.take(NOW);
    allowance.granted(4, { used: 101, endsInMs: 500 }, NOW);
    expect([1, 2].map(() => allowance.take(NOW))).toEqual([true, false]);
    expect([allowance.remaining, allowance.endsInMs(NOW + 100)]).toEqual([0, 400]);
    expect(allowance.take(NOW + 499)).toBe(false);
    expect(allowance.take(NOW + 500)).toBe(true);
  });

  it("has nothing when others have used all of it", () => {
    const allowance = new Allowance(SMALL);
    allowance.take(NOW);
    allowance.granted(1, { used: 9, endsInMs: 500 }, NOW);
    expect([allowance.take(NOW), allowance.remaining]).toEqual([false, 0]);
  });

  it("asks for no more than is left, but for whoever waits", () => {
    const allowance = new Allowance({ ...BIG, slice: 50 });
    for (let i = 0; i < 51; i++) allowance.take(NOW);
    allowance.granted(90, { used: 90, endsInMs: 500 }, NOW);
    expect(allowance.need(1)).toBe(10);
    expect(allowance.need(30)).toBe(30);
  });
});
