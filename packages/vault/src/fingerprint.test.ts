import { describe, expect, it } from "vitest";
import { fingerprint } from "./index.ts";

describe("fingerprint", () => {
  it("tells requests and deployments apart, and parts from their concatenation", () => {
    const prints = [fingerprint("s", "a", "b"), fingerprint("s", "ab"), fingerprint("t", "a", "b"), fingerprint("s", "a", "c")];
    expect(new Set(prints).size).toBe(4);
  });

  it("stays the same from version to version: it is compared with stored ones", () => {
    expect(fingerprint("s", "a", "b")).toBe("oOO-w3cY6J7mRTW7KLHJO0m3UyDDFLnIyn1fQ31OBnQ");
  });
});
