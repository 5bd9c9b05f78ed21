import { describe, expect, it } from "vitest";
import { newKey, parseSmallSecrets } from "./index.ts";

const [MINE, OTHER] = ["0192a000-0000-7000-8000-000000000001", "0192a000-0000-7000-8000-000000000002"];

describe("a small secret", () => {
  it("is opened with any of the keys, and sealed with the first", () => {
    const old = newKey();
    const sealed = parseSmallSecrets(`old:${old}`).seal("whsec_x", MINE);
    const rotated = parseSmallSecrets(`new:${newKey()},old:${old}`);
    expect(rotated.open(sealed, MINE)).toBe("whsec_x");
    expect(rotated.seal("whsec_x", MINE)).toMatch(/^1\.new\./);
    expect(sealed).not.toContain("whsec_x");
    expect(() => parseSmallSecrets(newKey()).open(sealed, MINE)).toThrow("old");
  });

  it("does not open for another owner, nor when it was changed", () => {
    const secrets = parseSmallSecrets(newKey());
    const sealed = secrets.seal("whsec_x", MINE);
    expect(() => secrets.open(sealed, OTHER)).toThrow("belongs to another row");
    expect(() => secrets.open(`${sealed.slice(0, -2)}AA`, MINE)).toThrow();
    expect(() => secrets.open("whsec_x", MINE)).toThrow("not a sealed value");
  });
});
