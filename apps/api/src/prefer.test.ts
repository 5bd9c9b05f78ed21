import { describe, expect, it } from "vitest";
import { preferenceOf } from "./prefer.ts";

const usual = { waitMs: 5_000, applied: undefined };
const async = { waitMs: 0, applied: "respond-async" };
const wait = (seconds: number) => ({ waitMs: seconds * 1_000, applied: `wait=${seconds}` });

describe("Prefer", () => {
  it.each([
    ["wait=9", wait(9)],
    ["WAIT = 9", wait(9)],
    ['wait="9"', wait(9)],
    ["wait=9;foo=bar", wait(9)],
    ["respond-async, wait=9", wait(9)],
    ["wait=60", wait(60)],
    ["wait=9999", wait(60)],
    ["wait=99999", wait(60)],
    [`wait=${"9".repeat(400)}`, wait(60)],
    ["respond-async", async],
    ["Respond-Async;foo=bar", async],
    ['respond-async ; foo="a, wait=9"', async],
    ['foo="a\\", b", respond-async', async],
  ])("%s", (header, expected) => expect(preferenceOf(header, 5_000)).toEqual(expected));

  it.each([
    ...[undefined, "", "wait", "wait=", "wait=-1", "wait=1.5", "wait=1e9", 'wait="9', "waits=9", "respond-asynchronously"],
    ...['foo="wait=9"', 'foo="a, wait=9, b"', 'foo="a, respond-async, b"', "foo; respond-async", 'foo; bar="\\", wait=9'],
  ])("%s is not understood and ignored", (header) => expect(preferenceOf(header, 5_000)).toEqual(usual));

  it("is read in no time, whatever it is", () => {
    const began = performance.now();
    for (const part of ["\\", '"', '\\"', "wait=", " ", ";", '";', "9"]) preferenceOf(part.repeat(16_000), 0);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
