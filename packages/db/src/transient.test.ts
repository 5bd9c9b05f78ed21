import { describe, expect, it } from "vitest";
import { errorCode, isDatabaseAway, isTransient } from "./transient.ts";

const withCode = (code: string) => Object.assign(new Error("x"), { code });

describe("isTransient", () => {
  it("finds the code however deep the error was wrapped", () => {
    const wrapped = new Error("query failed", { cause: new Error("driver", { cause: withCode("40P01") }) });
    expect(errorCode(wrapped)).toBe("40P01");
    expect(isTransient(wrapped)).toBe(true);
  });
  it.each(["23505", "23514", "22P02", "42501"])("takes %s for a no", (code) => {
    expect(isTransient(withCode(code))).toBe(false);
  });
  it("tells a statement that ran too long from a database that is away", () => {
    expect([isTransient(withCode("57014")), isDatabaseAway(withCode("57014")), isDatabaseAway(withCode("57P01"))]).toEqual([
      true,
      false,
      true,
    ]);
  });
  it("takes what has no code for a no", () => {
    expect(isTransient(new Error("40P01"))).toBe(false);
    expect(isTransient(undefined)).toBe(false);
  });
});
