import { afterEach, describe, expect, it, vi } from "vitest";
import { id, newId } from "./ids.ts";

const timeOf = (uuid: string) => Number.parseInt(uuid.replace("-", "").slice(0, 12), 16);
const many = (n: number) => Array.from({ length: n }, newId);

function expectInOrder(ids: string[]) {
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
}

afterEach(() => void vi.useRealTimers());

describe("id", () => {
  it("takes a UUID of any version and writes it in lower case", () => {
    expect(id.parse("11111111-1111-1111-1111-11111111111A")).toBe("11111111-1111-1111-1111-11111111111a");
  });
});

describe("newId", () => {
  it("is a UUID of version 7 that carries the time", () => {
    const before = Date.now();
    const ids = many(50);
    for (const one of ids) {
      expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(timeOf(one)).toBeGreaterThanOrEqual(before);
      expect(timeOf(one)).toBeLessThanOrEqual(Date.now());
    }
  });

  it("sorts in the order of making, over many fills of the pool", () => {
    expectInOrder(many(100_000));
  });

  it("goes on in order in one single millisecond, and when the clock goes back", () => {
    const start = Date.now() + 3_600_000;
    vi.useFakeTimers({ toFake: ["Date"], now: start });
    const within = many(10_000);
    expect(timeOf(within[0] ?? "")).toBe(start);
    vi.setSystemTime(start - 60_000);
    const ids = [...within, ...many(10_000)];
    expectInOrder(ids);
    expect(timeOf(ids.at(-1) ?? "")).toBeLessThan(start + 12);
    vi.setSystemTime(start + 60_000);
    expect(timeOf(newId())).toBe(start + 60_000);
  });

  it("has random bits wherever it may", () => {
    const bits = many(2_000).map((uuid) => BigInt(`0x${uuid.slice(19).replace("-", "")}`));
    const ever = bits.reduce((all, one) => all | one, 0n);
    const always = bits.reduce((all, one) => all & one, ever);
    expect(ever ^ always).toBe(2n ** 62n - 1n);
  });

  it("starts each millisecond at a place that cannot be foretold", () => {
    const start = Date.now() + 7_200_000;
    vi.useFakeTimers({ toFake: ["Date"], now: start });
    const firsts = Array.from({ length: 100 }, (_, i) => {
      vi.setSystemTime(start + i);
      return newId().slice(15, 18);
    });
    expect(new Set(firsts).size).toBeGreaterThan(80);
  });
});
