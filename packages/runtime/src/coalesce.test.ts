import { describe, expect, it } from "vitest";
import { coalesce, TooManyWaiting } from "./coalesce.ts";

/** A function over many that shows what it got and finishes when told. */
function controlled() {
  const calls: { items: number[]; finish: () => void; fail: (error: Error) => void }[] = [];
  const run = (items: number[]) =>
    new Promise<number[]>((resolve, reject) => {
      calls.push({ items, finish: () => resolve(items.map((n) => n * 10)), fail: reject });
    });
  return { calls, run };
}
const tick = () => new Promise((resolve) => setImmediate(resolve));

describe("coalesce", () => {
  it("gathers what arrives while a call is under way, and answers each with its own", async () => {
    const { calls, run } = controlled();
    const one = coalesce(run, { max: 10 });
    const first = one(1);
    await tick();
    const rest = [one(2), one(3)];
    await tick();
    expect(calls.map(({ items }) => items)).toEqual([[1]]);
    calls[0]?.finish();
    expect(await first).toBe(10);
    await tick();
    expect(calls[1]?.items).toEqual([2, 3]);
    calls[1]?.finish();
    expect(await Promise.all(rest)).toEqual([20, 30]);
  });

  it("never gives one call more than it may have", async () => {
    const { calls, run } = controlled();
    const one = coalesce(run, { max: 2, parallel: 3 });
    const all = Promise.all([1, 2, 3, 4, 5].map(one));
    for (let i = 0; i < 3; i++) await tick();
    expect(calls.map(({ items }) => items)).toEqual([[1, 2], [3, 4], [5]]);
    for (const { finish } of calls) finish();
    expect(await all).toEqual([10, 20, 30, 40, 50]);
  });

  it("fails those of the failed call only, and goes on", async () => {
    const { calls, run } = controlled();
    const one = coalesce(run, { max: 1 });
    const outcomes = Promise.allSettled([one(1), one(2)]);
    await tick();
    calls[0]?.fail(new Error("no"));
    for (let i = 0; i < 3; i++) await tick();
    calls[1]?.finish();
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  });

  it("refuses what comes when too many wait, and takes more as soon as they are on their way", async () => {
    const { calls, run } = controlled();
    const one = coalesce(run, { max: 2, mostWaiting: 2 });
    const early = [one(1), one(2)];
    await expect(one(3)).rejects.toThrow(TooManyWaiting);
    await tick();
    const later = one(4);
    calls[0]?.finish();
    expect(await Promise.all(early)).toEqual([10, 20]);
    await tick();
    calls[1]?.finish();
    expect(await later).toBe(40);
  });

  it("gives one call no more than it may weigh, but a heavier item alone", async () => {
    const { calls, run } = controlled();
    const one = coalesce(run, { max: 9, parallel: 9, weigh: (item: number) => item, maxWeight: 10 });
    const all = Promise.all([4, 5, 6, 20, 3].map(one));
    for (let i = 0; i < 4; i++) await tick();
    expect(calls.map(({ items }) => items)).toEqual([[4, 5], [6], [20], [3]]);
    for (const { finish } of calls) finish();
    expect(await all).toEqual([40, 50, 60, 200, 30]);
  });

  it("refuses what would be too much to hold, and takes it when the others are on their way", async () => {
    const { calls, run } = controlled();
    const one = coalesce(run, { max: 2, parallel: 2, weigh: (item: number) => item, mostWaitingWeight: 10 });
    const early = one(8);
    await expect(one(3)).rejects.toThrow(TooManyWaiting);
    await tick();
    const later = one(3);
    await tick();
    for (const { finish } of calls) finish();
    expect(await Promise.all([early, later])).toEqual([80, 30]);
  });
});
