import { describe, expect, it } from "vitest";
import { fingerprint, newKey, open, parseKeyring, SealError, seal } from "./index.ts";

const context = { sessionId: "session-1", userId: "user-1" };
const old = newKey();
const keyring = parseKeyring(`old:${old}`);
const sealed = seal(keyring, "tokén 🎲", context);

describe("seal and open", () => {
  it("gives back what was sealed", () => {
    expect(open(keyring, sealed, context)).toBe("tokén 🎲");
  });

  it("never gives the same bytes twice, nor the plaintext", () => {
    expect(seal(keyring, "tokén 🎲", context).ciphertext).not.toEqual(sealed.ciphertext);
    expect(sealed.ciphertext.includes(Buffer.from("tok"))).toBe(false);
  });

  it.each([
    ["another session", { ...context, sessionId: "session-2" }],
    ["another user", { ...context, userId: "user-2" }],
    ["fields that only together are the same text", { sessionId: "session-1u", userId: "ser-1" }],
  ])("does not open a value that was moved to %s", (_, elsewhere) => {
    expect(() => open(keyring, sealed, elsewhere)).toThrow(SealError);
  });

  it("does not open when any single bit has flipped", () => {
    for (let bit = 0; bit < sealed.ciphertext.length * 8; bit++) {
      const ciphertext = Buffer.from(sealed.ciphertext);
      ciphertext[bit >> 3] = (ciphertext[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(keyring, { ...sealed, ciphertext }, context), `bit ${bit}`).toThrow(SealError);
    }
  });

  it("does not open a value that was cut, down to nothing", () => {
    for (let length = 0; length < sealed.ciphertext.length; length++) {
      expect(() => open(keyring, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, length) }, context)).toThrow(SealError);
    }
  });

  it("does not open under another key, even of the same name", () => {
    expect(() => open(parseKeyring(`old:${newKey()}`), sealed, context)).toThrow(SealError);
    expect(() => open(parseKeyring(`new:${old}`), sealed, context)).toThrow('the keyring has no key "old"');
    expect(() => open(parseKeyring(`new:${old}`), { ...sealed, keyId: "new" }, context)).toThrow(SealError);
  });
});

describe("keyring", () => {
  it("seals with the first key and opens with all", () => {
    const rotated = parseKeyring(`new:${newKey()},old:${old}`);
    expect(seal(rotated, "x", context).keyId).toBe("new");
    expect(open(rotated, sealed, context)).toBe("tokén 🎲");
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
    expect(JSON.stringify({ keyring })).toBe('{"keyring":["old"]}');
  });
});

describe("fingerprint", () => {
  it("tells requests and deployments apart, and parts from their concatenation", () => {
    const prints = [fingerprint("s", "a", "b"), fingerprint("s", "ab"), fingerprint("t", "a", "b"), fingerprint("s", "a", "c")];
    expect(new Set(prints).size).toBe(4);
    expect(fingerprint("s", "a", "b")).toBe(prints[0]);
  });
});
