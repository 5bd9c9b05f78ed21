import { describe, expect, it } from "vitest";
import { KeyUnavailable, newKey, open, parseKeyring, seal } from "./index.ts";

const context = { sessionId: "session-1", userId: "user-1", consentId: "consent-1", sportsbook: "acme", dataVersion: 1 };

const counted = (step: number) => Buffer.from(Array.from({ length: 32 }, (_, i) => i * step + 3)).toString("hex");

describe("keyring", () => {
  it("seals with the first key and opens with all", () => {
    const old = newKey();
    const sealed = seal(parseKeyring(`old:${old}`), "x", context);
    const rotated = parseKeyring(`new:${newKey()},old:${old}`);
    expect(seal(rotated, "x", context).keyId).toBe("new");
    expect(open(rotated, sealed, context)).toBe("x");
  });

  it("seals with the key that it is told, from the next value on", () => {
    const keyring = parseKeyring(`old:${newKey()},new:${newKey()}`);
    const before = seal(keyring, "x", context);
    keyring.follow({ active: "new", retired: [] });
    expect([before.keyId, seal(keyring, "x", context).keyId]).toEqual(["old", "new"]);
    expect(open(keyring, before, context)).toBe("x");
  });

  it("seals with none of its keys when it lacks the one that it is told, and opens with them", () => {
    const keyring = parseKeyring(`old:${newKey()}`);
    const before = seal(keyring, "x", context);
    keyring.follow({ active: "new", retired: [] });
    expect(() => seal(keyring, "x", context)).toThrow(new KeyUnavailable("new"));
    expect(open(keyring, before, context)).toBe("x");
  });

  it("opens nothing with a key that is retired, though it has opened with it before", () => {
    const keyring = parseKeyring(`old:${newKey()},new:${newKey()}`);
    const before = seal(keyring, "x", context);
    open(keyring, before, context);
    keyring.follow({ active: "new", retired: ["old"] });
    expect(keyring.opens("old")).toBe(false);
    expect(() => open(keyring, before, context)).toThrow(new KeyUnavailable("old"));
    expect(() => open(keyring, { ...before, wrappedKey: null, ciphertext: Buffer.alloc(60, 1) }, context)).toThrow(
      new KeyUnavailable("old"),
    );
  });

  it("has a check value of each key, that is the same in every process and is not that of another key of its name", () => {
    const [hex, other] = [newKey(), newKey()];
    const { old, new: fresh } = parseKeyring(`old:${hex},new:${hex}`).checkValues();
    expect(old).toMatch(/^[0-9a-f]{64}$/);
    expect(parseKeyring(`old:${hex}`).checkValues()).toEqual({ old });
    expect(new Set([old, fresh, parseKeyring(`old:${other}`).checkValues()["old"]]).size).toBe(3);
  });

  it("keeps the id of a single key when that key moves into a list", () => {
    const hex = newKey();
    const alone = seal(parseKeyring(hex), "x", context);
    expect(open(parseKeyring(`new:${newKey()},${alone.keyId}:${hex}`), alone, context)).toBe("x");
  });

  it.each(["", "abc", "0".repeat(64), `a:${"0".repeat(64)}`, `a:${newKey()},a:${newKey()}`, `a:${newKey()},`])("refuses %j", (text) => {
    expect(() => parseKeyring(text)).toThrow(/^(must|has)/);
  });

  it.each(["0123456789abcdef".repeat(4), "4f3c2a1b0e9d8c7b".repeat(4), counted(1), counted(-1), counted(7)])(
    "refuses a key that was not drawn: %s",
    (hex) => {
      for (const text of [hex, hex.toUpperCase(), `a:${newKey()},b:${hex}`]) expect(() => parseKeyring(text)).toThrow("not random");
    },
  );

  it("shows key ids only when it is logged", () => {
    expect(JSON.stringify({ keyring: parseKeyring(`old:${newKey()}`) })).toBe('{"keyring":["old"]}');
  });
});
