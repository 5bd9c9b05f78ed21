import { expect, it } from "vitest";
import { Throughput } from "./throughput.ts";

const work = (throughput: Throughput, fromMs: number, toMs: number, perMs: number) => {
  for (let ms = fromMs; ms < toMs; ms++) for (let i = 0; i < perMs; i++) throughput.count(ms);
};

it("knows nothing at first, and a rate after half a second", () => {
  const throughput = new Throughput(0);
  expect(throughput.perMs(0)).toBe(0);
  work(throughput, 0, 500, 3);
  expect(throughput.perMs(500)).toBe(3);
});

it("takes the best of the last five seconds, and forgets it then", () => {
  const throughput = new Throughput(0);
  work(throughput, 0, 500, 5);
  work(throughput, 500, 4_000, 2);
  expect(throughput.perMs(4_000)).toBe(5);
  work(throughput, 4_000, 6_000, 2);
  expect(throughput.perMs(6_000)).toBe(2);
  expect(throughput.perMs(60_000)).toBe(0);
});

it("does not take a batch that came all at once for a rate of its own", () => {
  const throughput = new Throughput(0);
  for (let ms = 0; ms < 3_000; ms += 500) for (let i = 0; i < 500; i++) throughput.count(ms);
  expect(throughput.perMs(3_000)).toBe(1);
});
