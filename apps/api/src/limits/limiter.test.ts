import type { LimitUse } from "@assent/db";
import { describe, expect, it } from "vitest";
import { createLimiter } from "./limiter.ts";

const SMALL = { budget: "unseals", limit: 5, slice: 0 } as const;
const BIG = { budget: "writes", limit: 100, slice: 2 } as const;

/** A store whose answers come when they are let go. */
function heldStore() {
  const asked: LimitUse[] = [];
  const used = new Map<string, number>();
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  return {
    asked,
    hold: () => {
      gate = Promise.withResolvers<void>();
      return gate.resolve;
    },
    async use(one: LimitUse) {
      asked.push(one);
      await gate.promise;
      const now = (used.get(one.key) ?? 0) + one.points;
      used.set(one.key, now);
      return { used: now, endsInMs: 60_000 };
    },
  };
}

describe("a limiter", () => {
  it("asks once for all who wait, and lets exactly as many through as may", async () => {
    const store = heldStore();
    const release = store.hold();
    const take = createLimiter(store.use);
    const all = Array.from({ length: 20 }, () => take("engine", SMALL));
    release();
    const allowed = (await Promise.all(all)).filter(({ isAllowed }) => isAllowed);
    expect(allowed).toHaveLength(5);
    expect(store.asked.map(({ points }) => points)).toEqual([1, 19]);
  });

  it("shares what is used with others on the same store", async () => {
    const { use } = heldStore();
    const [one, other] = [createLimiter(use), createLimiter(use)];
    const seen = [];
    for (let i = 0; i < 7; i++) seen.push((await (i % 2 ? one : other)("engine", SMALL)).isAllowed);
    expect(seen).toEqual([true, true, true, true, true, false, false]);
  });

  it("asks seldom for a big budget, and no more once it is used up", async () => {
    const { use, asked } = heldStore();
    const take = createLimiter(use);
    const taken = [];
    for (let i = 0; i < 500; i++) taken.push(await take("user", BIG));
    expect(taken.filter(({ isAllowed }) => isAllowed)).toHaveLength(100);
    expect(asked.length).toBeLessThanOrEqual(50);
  });

  it("keeps principals and budgets apart", async () => {
    const { use } = heldStore();
    const take = createLimiter(use);
    for (let i = 0; i < 6; i++) await take("engine", SMALL);
    expect((await take("engine", SMALL)).isAllowed).toBe(false);
    expect((await take("another", SMALL)).isAllowed).toBe(true);
    expect((await take("engine", { ...SMALL, budget: "searches" })).isAllowed).toBe(true);
  });
});
