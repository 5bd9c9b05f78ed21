import { describe, expect, it } from "vitest";
import { clientTimestamp, details, sessionStatus, sessionTag, slug, text } from "./index.ts";

describe("text", () => {
  it.each(["a\0b", "\ud800", "x".repeat(11), ""])("refuses %j", (value) => {
    expect(text(10).safeParse(value).success).toBe(false);
  });
  it("takes whole characters of any plane", () => {
    expect(text(10).parse("Jürgen 🎲")).toBe("Jürgen 🎲");
  });
});

describe("slug", () => {
  it.each(["", "-a", "A", "a b", "a/b", "a".repeat(65), "__proto__"])("refuses %j", (value) => {
    expect(slug.safeParse(value).success).toBe(false);
  });
});

describe("clientTimestamp", () => {
  it("answers in UTC with milliseconds", () => {
    for (const same of [
      "2027-01-31T12:00:00.120+02:00",
      "2027-01-31T10:00:00.12Z",
      "2027-01-31T10:00:00.120Z",
      "2027-01-31T10:00:00.1209999Z",
    ])
      expect(clientTimestamp.parse(same)).toBe("2027-01-31T10:00:00.120Z");
  });
  it.each(["2027-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "2027-01-31", "2027-01-31T12:00:00", "1", "9999-12-31T23:59:59-01:00"])(
    "refuses %j",
    (value) => {
      expect(clientTimestamp.safeParse(value).success).toBe(false);
    },
  );
});

describe("details", () => {
  it.each([{ a: {} }, { a: [] }, { a: "\0" }, { "\0": 1 }, Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, i]))])(
    "refuses %j",
    (value) => {
      expect(details.safeParse(value).success).toBe(false);
    },
  );
});

describe("a session past its time", () => {
  const past = { status: "active" as const, expiresAt: new Date(1_000) };
  it("reads as expired, with another tag", () => {
    expect(sessionStatus(past, new Date(999))).toBe("active");
    expect(sessionStatus(past, new Date(1_000))).toBe("expired");
    expect(sessionTag({ version: 1, status: "active" })).not.toBe(sessionTag({ version: 1, status: "expired" }));
  });
  it("stays revoked if it was revoked before", () => {
    expect(sessionStatus({ ...past, status: "revoked" }, new Date(2_000))).toBe("revoked");
  });
});
