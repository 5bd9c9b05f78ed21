import { describe, expect, it } from "vitest";
import { duration, local, timeFrom } from "./times.ts";

const now = new Date(2027, 0, 31, 16, 20, 30, 500);

describe("a time given at the terminal", () => {
  it.each([
    ["14:05", new Date(2027, 0, 31, 14, 5)],
    ["9:05:07", new Date(2027, 0, 31, 9, 5, 7)],
    ["15m", new Date(2027, 0, 31, 16, 5, 30, 500)],
    ["2027-01-30", new Date(2027, 0, 30)],
    ["2027-01-30 14:05", new Date(2027, 0, 30, 14, 5)],
    ["2027-01-30T14:05:00+02:00", new Date("2027-01-30T12:05:00Z")],
  ])("%s is understood", (text, time) => expect(timeFrom(text, now)).toBe(time.toISOString()));

  it.each([["yesterday"], ["25:00"], ["14:60"], [""], ["15"], ["2027-13-01"]])("%s is refused, with what would be one", (text) =>
    expect(() => timeFrom(text, now)).toThrow("is no time. Give 14:05"),
  );
});

describe("a time shown at the terminal", () => {
  it("is local, and can be given back", () => {
    const iso = new Date(2027, 0, 31, 4, 5, 6).toISOString();
    expect(local(iso)).toBe("2027-01-31 04:05:06");
    expect(timeFrom(local(iso))).toBe(iso);
  });

  it("is short where it is a duration", () =>
    expect([4.4, 2_100, 840_000, 10_800_000, null].map(duration)).toEqual(["4 ms", "2.1 s", "14 min", "3.0 h", "-"]));
});
