import { describe, expect, it } from "vitest";
import { inTurn, TooManyWaiting } from "./index.ts";

const LONG_MS = 60_000;

/** A run that ends when it is told to, and says when it has begun. */
function held() {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<string>();
  const run = () => {
    begun.resolve();
    return end.promise;
  };
  return { run, begun: begun.promise, ...end };
}

describe("inTurn", () => {
  it("runs a few at once and the others in order, after failures too", async () => {
    const take = inTurn({ most: 2, patienceMs: LONG_MS });
    const order: string[] = [];
    const [one, two] = [held(), held()];
    const first = [take(one.run), take(two.run)];
    const others = ["a", "b", "c"].map((name) => take(async () => order.push(name)));
    await Promise.all([one.begun, two.begun]);
    expect(order).toEqual([]);
    one.reject(new Error("failed"));
    await expect(first[0]).rejects.toThrow("failed");
    await Promise.all(others);
    expect(order).toEqual(["a", "b", "c"]);
    two.resolve("done");
    expect(await first[1]).toBe("done");
  });

  it("refuses at once when as many wait as may", async () => {
    const take = inTurn({ most: 1, patienceMs: LONG_MS, mostWaiting: 1 });
    const slow = held();
    const first = take(slow.run);
    const second = take(async () => "next");
    await expect(take(async () => "too many")).rejects.toThrow(TooManyWaiting);
    slow.resolve("done");
    expect(await Promise.all([first, second])).toEqual(["done", "next"]);
  });

  it("refuses who has waited too long, without running it or losing a place", async () => {
    const take = inTurn({ most: 1, patienceMs: 10 });
    const slow = held();
    const first = take(slow.run);
    const never = held();
    await expect(take(never.run)).rejects.toThrow(TooManyWaiting);
    slow.resolve("done");
    expect(await first).toBe("done");
    for (const name of ["a", "b"]) expect(await take(async () => name)).toBe(name);
    expect(await Promise.race([never.begun, "not begun"])).toBe("not begun");
  });
});
