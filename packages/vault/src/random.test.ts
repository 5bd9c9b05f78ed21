import { describe, expect, it } from "vitest";
import { fillRandom } from "./random.ts";

describe("fillRandom", () => {
  it("never gives the same bytes twice, over many fills of the pool", () => {
    const seen = new Set<string>();
    const bytes = Buffer.alloc(12);
    for (let i = 0; i < 30_000; i++) {
      fillRandom(bytes);
      seen.add(bytes.toString("latin1"));
    }
    expect(seen.size).toBe(30_000);
  });

  it("touches what it was asked to fill and nothing else", () => {
    const bytes = Buffer.alloc(64);
    fillRandom(bytes, 16, 32);
    expect(bytes.subarray(0, 16)).toEqual(Buffer.alloc(16));
    expect(bytes.subarray(48)).toEqual(Buffer.alloc(16));
    expect(bytes.subarray(16, 48)).not.toEqual(Buffer.alloc(32));
  });

  it("fills from the pool's whole length", () => {
    const bytes = Buffer.alloc(64 * 1024);
    fillRandom(bytes);
    expect(bytes.indexOf(Buffer.alloc(16))).toBe(-1);
  });
});
