import { describe, expect, it } from "vitest";
import { KeyUnavailable, newKey, open, parseKeyring, rewrap, SealError, type Sealed, seal } from "./index.ts";

const context = { sessionId: "session-1", userId: "user-1", consentId: "consent-1", sportsbook: "acme", dataVersion: 1 };
const old = newKey();
const keyring = parseKeyring(`old:${old}`);
const sealed = seal(keyring, "tokén 🎲", context);

const elsewhere = [
  ["session", { ...context, sessionId: "session-2" }],
  ["user", { ...context, userId: "user-2" }],
  ["consent", { ...context, consentId: "consent-2" }],
  ["sportsbook", { ...context, sportsbook: "other" }],
  ["version of the secret", { ...context, dataVersion: 2 }],
  ["split of the same text into fields", { ...context, sessionId: "session-1u", userId: "ser-1" }],
] as const;

function* flipped(bytes: Buffer) {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield changed;
  }
}

function* cut(bytes: Buffer) {
  for (let length = 0; length < bytes.length; length++) yield bytes.subarray(0, length);
}

const expectClosed = (value: Sealed, where = context, keys = keyring) => expect(() => open(keys, value, where)).toThrow(SealError);

describe("seal and open", () => {
  it.each(["tokén 🎲", "", "x".repeat(65_536)])("gives back what was sealed", (plaintext) => {
    expect(open(keyring, seal(keyring, plaintext, context), context)).toBe(plaintext);
  });

  it("never gives the same bytes twice, nor the plaintext", () => {
    const again = seal(keyring, "tokén 🎲", context);
    expect(again.ciphertext).not.toEqual(sealed.ciphertext);
    expect(again.wrappedKey).not.toEqual(sealed.wrappedKey);
    expect(sealed.ciphertext.includes(Buffer.from("tok"))).toBe(false);
  });

  it.each(elsewhere)("does not open a value that was moved to another %s", (_, where) => {
    expectClosed(sealed, where);
  });

  it.each(elsewhere)("does not open with the data key of another %s", (_, where) => {
    const other = seal(keyring, "tokén 🎲", where);
    expectClosed({ ...sealed, wrappedKey: other.wrappedKey });
    expectClosed({ ...other, ciphertext: sealed.ciphertext }, where);
  });

  it("does not open with the data key of another value of the same row", () => {
    expectClosed({ ...sealed, wrappedKey: seal(keyring, "tokén 🎲", context).wrappedKey });
  });

  it("does not open when any single bit has flipped", () => {
    for (const ciphertext of flipped(sealed.ciphertext)) expectClosed({ ...sealed, ciphertext });
    for (const wrappedKey of flipped(sealed.wrappedKey)) expectClosed({ ...sealed, wrappedKey });
  });

  it("does not open a value that was cut, down to a tag of four bytes and to nothing", () => {
    for (const ciphertext of cut(sealed.ciphertext)) expectClosed({ ...sealed, ciphertext });
    for (const wrappedKey of cut(sealed.wrappedKey)) expectClosed({ ...sealed, wrappedKey });
  });

  it("does not open what was put back from before the secret was replaced, whole or in part", () => {
    const replaced = { ...context, dataVersion: 2 };
    const now = seal(keyring, "its successor", replaced);
    expectClosed(sealed, replaced);
    expectClosed({ ...now, ciphertext: sealed.ciphertext }, replaced);
    expectClosed({ ...now, wrappedKey: sealed.wrappedKey }, replaced);
  });

  it("does not open under another key, even of the same name", () => {
    expectClosed(sealed, context, parseKeyring(`old:${newKey()}`));
    expect(() => open(parseKeyring(`new:${old}`), sealed, context)).toThrow(new KeyUnavailable("old"));
    expectClosed({ ...sealed, keyId: "new" }, context, parseKeyring(`new:${old}`));
  });
});

describe("rewrap", () => {
  const rotated = parseKeyring(`new:${newKey()},old:${old}`);

  it("moves a value under the key that seals now and leaves its ciphertext as it is", () => {
    const moved = rewrap(rotated, sealed, context);
    expect(moved).toMatchObject({ keyId: "new", ciphertext: sealed.ciphertext });
    expect(open(rotated, moved, context)).toBe("tokén 🎲");
    expectClosed({ ...moved, keyId: "old" }, context, rotated);
  });

  it("moves it under the key that it is told to seal with, whichever comes first in its list", () => {
    const told = parseKeyring(`old:${old},new:${newKey()}`);
    told.follow({ active: "new", retired: [] });
    expect(rewrap(told, sealed, context).keyId).toBe("new");
  });

  it("takes nothing that was changed", () => {
    for (const wrappedKey of flipped(sealed.wrappedKey))
      expect(() => rewrap(rotated, { ...sealed, wrappedKey }, context)).toThrow(SealError);
  });

  it("does not take the value of another row", () => {
    expect(() => rewrap(rotated, sealed, { ...context, sessionId: "session-2" })).toThrow(SealError);
  });
});
