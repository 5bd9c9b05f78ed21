import { forgetLimits, type LimitUse, useLimits } from "@assent/db";
import { testDatabase } from "@assent/testkit";
import { describe, expect, it } from "vitest";

const MINUTE_MS = 60_000;

describe("limits that processes share in PostgreSQL", async () => {
  const { db, client } = await testDatabase();
  const use = (key: string, points: number): LimitUse => ({ key, points, windowMs: MINUTE_MS });
  const usedOf = async (uses: LimitUse[]) => (await useLimits(db, uses)).map(({ used }) => used);

  it("are added up for many keys at once, and answered in the order they were asked in", async () => {
    expect(await usedOf([use("b", 2), use("a", 1)])).toEqual([2, 1]);
    expect(await usedOf([use("a", 4), use("c", 1), use("b", -1)])).toEqual([5, 1, 1]);
  });

  it("lose nothing to others who count at the same time", async () => {
    const many = Array.from({ length: 50 }, (_, i) => usedOf(i % 2 ? [use("x", 1), use("y", 1)] : [use("y", 1), use("x", 1)]));
    const answers = await Promise.all(many);
    expect(Math.max(...answers.flat())).toBe(50);
    expect(new Set(answers.map(([x, y], i) => (i % 2 ? x : y))).size).toBe(50);
  });

  it("have a window that begins with the first use and ends for all at once", async () => {
    const [first] = await useLimits(db, [use("w", 3)]);
    await client`update rate_limits set ends_at = ends_at - interval '30 seconds' where key = 'w'`;
    const [second] = await useLimits(db, [use("w", 1)]);
    expect(first?.endsInMs).toBeGreaterThan(MINUTE_MS - 1_000);
    expect(second?.used).toBe(4);
    expect(second?.endsInMs).toBeLessThanOrEqual(MINUTE_MS / 2);
    await client`update rate_limits set ends_at = clock_timestamp() where key = 'w'`;
    const [third] = await useLimits(db, [use("w", 1)]);
    expect(third?.used).toBe(1);
    expect(third?.endsInMs).toBeGreaterThan(MINUTE_MS - 1_000);
  });

  it("are forgotten when their window is over, and not before", async () => {
    await client`update rate_limits set ends_at = clock_timestamp() where key = 'a'`;
    await forgetLimits(db);
    expect((await client`select key from rate_limits where key in ('a', 'b')`).map(({ key }) => key)).toEqual(["b"]);
  });
});
