import { expect, it } from "vitest";
import { type JobObserver, nobody, observers } from "./observer.ts";

it("tells each of several observers all that it hears", () => {
  const heard: unknown[][] = [];
  const listener = (name: string) =>
    Object.fromEntries(Object.keys(nobody).map((what) => [what, (...told: unknown[]) => heard.push([name, what, ...told])]));
  const both = observers(listener("a") as unknown as JobObserver, listener("b") as unknown as JobObserver);
  const job = { status: "completed", waitedMs: 1, tookMs: 2 } as const;
  both.accepted("k", 3);
  both.batch("k", 2);
  both.settled("k", job);
  both.failed("k");
  both.overdue(7);
  const each = [
    ["accepted", "k", 3],
    ["batch", "k", 2],
    ["settled", "k", job],
    ["failed", "k"],
    ["overdue", 7],
  ];
  expect(heard).toEqual(
    each.flatMap((one) => [
      ["a", ...one],
      ["b", ...one],
    ]),
  );
});
