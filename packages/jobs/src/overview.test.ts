import { noDurations } from "@assent/domain";
import { describe, expect, it } from "vitest";
import { perSecond } from "./overview.ts";

const minute = (at: string, accepted: number) => ({
  ...{ minute: new Date(at), kind: "consent.check", accepted, completed: 0, refused: 0, failed: 0 },
  ...{ start: noDurations(), run: noDurations(), refusals: {} },
});

describe("the rate over the last minute", () => {
  const figures = [minute("2027-01-01T11:58:00Z", 9_000), minute("2027-01-01T11:59:00Z", 600), minute("2027-01-01T12:00:00Z", 150)];

  it("takes of the minute before what is less than a minute ago", () => {
    expect(perSecond({ figures, now: new Date("2027-01-01T12:00:15Z") }).accepted).toBe((150 + 450) / 60);
    expect(perSecond({ figures, now: new Date("2027-01-01T12:00:45Z") }).accepted).toBe((150 + 150) / 60);
  });

  it("is nothing where nothing was counted", () =>
    expect(perSecond({ figures: [], now: new Date() })).toEqual({ accepted: 0, completed: 0, refused: 0, failed: 0 }));
});
