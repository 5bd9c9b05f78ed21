import { describe, expect, it } from "vitest";
import { kinds } from "./kinds/index.ts";
import { registryOf, SECRET_FIELDS } from "./registry.ts";

describe("the registry", () => {
  const [first] = kinds;
  if (!first) throw new Error("there are no kinds");

  it("refuses a name that is taken or malformed", () => {
    expect(() => registryOf([first, first])).toThrow('"session.create" is registered twice');
    expect(() => registryOf([{ ...first, name: "createSession" }])).toThrow("is not named noun.verb");
  });

  it("knows every secret field", () => {
    expect(SECRET_FIELDS).toEqual(["session_data"]);
  });
});
