import { describe, expect, it } from "vitest";
import { describeError } from "./log.ts";

describe("describeError", () => {
  it("keeps class, code, message and cause, and none of what drivers hang on errors", () => {
    const cause = Object.assign(new Error("deadlock detected"), { code: "40P01", parameters: ["CANARY"], detail: "Key (CANARY)" });
    const error = new Error("Failed query: update jobs\nparams: CANARY,1", { cause });
    const described = describeError(error);
    expect(described).toMatchObject({
      type: "Error",
      message: "Failed query: update jobs",
      cause: { code: "40P01", message: "deadlock detected" },
    });
    expect(JSON.stringify(described)).not.toContain("CANARY");
  });

  it("says nothing of what is no error", () => {
    expect(describeError("CANARY")).toEqual({ type: "string" });
  });
});
