import { expect, it } from "vitest";
import { createStreams } from "./streams.ts";

it("lets each user have so many, and one more for each that has ended", () => {
  const streams = createStreams(2);
  const [leave] = [streams.enter("a"), streams.enter("a")];
  expect(streams.enter("a")).toBeUndefined();
  expect(streams.enter("b")).toBeDefined();
  leave?.();
  leave?.();
  expect(streams.enter("a")).toBeDefined();
  expect(streams.enter("a")).toBeUndefined();
});

it("has no limit when that is 0", () => {
  const streams = createStreams(0);
  for (let i = 0; i < 1_000; i++) expect(streams.enter("a")).toBeDefined();
});
