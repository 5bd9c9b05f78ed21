import { describe, expect, it } from "vitest";
import { errorCode, isDatabaseAway, isDisconnection, isOutOfOrder, isTransient } from "./transient.ts";

const withCode = (code: string) => Object.assign(new Error("x"), { code });

describe("isTransient", () => {
  it("finds the code however deep the error was wrapped", () => {
    const wrapped = new Error("query failed", { cause: new Error("driver", { cause: withCode("40P01") }) });
    expect(errorCode(wrapped)).toBe("40P01");
    expect(isTransient(wrapped)).toBe(true);
  });
  it.each(["23505", "23514", "22P02", "42703"])("takes %s for a no", (code) => {
    expect(isTransient(withCode(code))).toBe(false);
  });
  it.each(["57014", "DEADLINE"])("tells what ran too long (%s) from a database that is away", (code) => {
    expect([isTransient(withCode(code)), isDatabaseAway(withCode(code)), isDatabaseAway(withCode("57P01"))]).toEqual([true, false, true]);
  });
  it.each(["53100", "42501", "42P01", "25006", "57P01", "AUDIT_UNWRITABLE"])(
    "takes %s for the fault of the server and not of a job",
    (code) => {
      expect([isOutOfOrder(withCode(code)), isDatabaseAway(withCode(code))]).toEqual([true, true]);
    },
  );
  it.each(["40001", "40P01", "55P03"])("takes %s for the bad luck of one call", (code) => {
    expect([isOutOfOrder(withCode(code)), isDatabaseAway(withCode(code))]).toEqual([false, true]);
  });
  it.each([
    { says: "PgBouncer as it ends the connection", how: { severity_local: "FATAL" }, away: true },
    { says: "PostgreSQL as it ends the connection", how: { severity_local: "FATAL", severity: "FATAL" }, away: true },
    { says: "PostgreSQL of one statement", how: { severity_local: "ERROR", severity: "ERROR" }, away: false },
  ])("takes 08P01, said by $says, for a lost connection: $away", ({ how, away }) => {
    const error = Object.assign(withCode("08P01"), how);
    expect([isDisconnection(error), isOutOfOrder(error), isDatabaseAway(error)]).toEqual([away, away, away]);
  });
  it("takes what has no code for a no", () => {
    expect(isTransient(new Error("40P01"))).toBe(false);
    expect(isTransient(undefined)).toBe(false);
  });
});
