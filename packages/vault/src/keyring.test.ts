import { describe, expect, it } from "vitest";
import { newKey, open, parseKeyring, seal } from "./index.ts";

const context = { sessionId: "session-1", userId: "user-1", consentId: "consent-1", sportsbook: "acme", dataVersion: 1 };

describe("keyring", () => {
  it("seals with the first key and opens with all", () => {
    const old = newKey();
    const sealed = seal(parseKeyring(`old:${old}`), "x", context);
    const rotated = parseKeyring(`new:${newKey()},old:${old}`);
    expect(seal(rotated, "x", context).keyId).toBe("new");
    expect(open(rotated, sealed, context)).toBe("x");
  });

  it("keeps the id of a single key when that key moves into a list", () => {
    const hex = newKey();
    const alone = seal(parseKeyring(hex), "x", context);
    expect(open(parseKeyring(`new:${newKey()},${alone.keyId}:${hex}`), alone, context)).toBe("x");
  });

  it.each(["", "abc", "0".repeat(64), `a:${"0".repeat(64)}`, `a:${newKey()},a:${newKey()}`, `a:${newKey()},`])("refuses %j", (text) => {
    expect(() => parseKeyring(text)).toThrow(/^(must|has)/);
  });

  it("shows key ids only when it is logged", () => {
    expect(JSON.stringify({ keyring: parseKeyring(`old:${newKey()}`) })).toBe('{"keyring":["old"]}');
  });
});
