import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { atMostOnceIn } from "./at-most-once-in.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

function looks() {
  const begun: PromiseWithResolvers<number>[] = [];
  const ask = atMostOnceIn(250, () => {
    const one = Promise.withResolvers<number>();
    begun.push(one);
    return one.promise;
  });
  return { begun, ask };
}

it("gives all who ask within the time the same answer, an error too, and then looks again", async () => {
  const { begun, ask } = looks();
  const first = ask();
  begun[0]?.reject(new Error("away"));
  await expect(first).rejects.toThrow("away");
  vi.advanceTimersByTime(250);
  await expect(ask()).rejects.toThrow("away");
  vi.advanceTimersByTime(1);
  const next = ask();
  begun[1]?.resolve(2);
  expect(await next).toBe(2);
  expect(begun).toHaveLength(2);
});

it("begins no look while another is under way, however long that takes", async () => {
  const { begun, ask } = looks();
  const waiting = [ask()];
  for (let i = 0; i < 100; i++) {
    vi.advanceTimersByTime(1_000);
    waiting.push(ask());
  }
  begun[0]?.resolve(1);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([1]));
  expect(begun).toHaveLength(1);
  void ask();
  expect(begun).toHaveLength(2);
});
