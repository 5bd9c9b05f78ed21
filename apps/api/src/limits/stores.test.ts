import type { LimitUse } from "@assent/db";
import { describe, expect, it } from "vitest";
import { insured } from "./stores.ts";

const one = (points: number): LimitUse => ({ key: "k", points, windowMs: 60_000 });

describe("a store that is away", () => {
  it("is asked once, and what is used meanwhile is counted here", async () => {
    let asked = 0;
    const reported: unknown[] = [];
    const use = insured(
      async () => {
        asked++;
        throw new Error("away");
      },
      (error) => reported.push(error),
    );
    expect((await use(one(2))).used).toBe(2);
    expect(await use(one(3))).toMatchObject({ used: 5, endsInMs: expect.closeTo(60_000, -4) });
    expect(await use({ ...one(1), key: "other" })).toMatchObject({ used: 1 });
    expect([asked, reported.length]).toEqual([1, 1]);
  });

  it("is not believed in before it answers, and believed when it does", async () => {
    const use = insured(
      async (uses) => uses.map(() => ({ used: 40, endsInMs: 7 })),
      () => {},
    );
    expect(await use(one(1))).toEqual({ used: 40, endsInMs: 7 });
  });
});
