import { describe, expect, it } from "vitest";
import { open, parseKeyring, rewrap, SealError } from "./index.ts";

/** Sealed by version 0.1.0. */
const ciphertext = Buffer.from("AWlQqTbIymz6JS+49bh+36/c9QN7BqNrJstoh0bG7fNUyRLUTNwjn14nSigiuFciEQKMUFmIXq0=", "base64");
const sealed = { keyId: "gold", wrappedKey: null, ciphertext };
const context = { sessionId: "session-1", userId: "user-1", consentId: "consent-1", sportsbook: "acme", dataVersion: 1 };
const keyring = parseKeyring("gold:4f3c2a1b0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b");

describe("a value sealed before there were data keys", () => {
  it("opens, and is sealed anew by a rewrap", () => {
    expect(open(keyring, sealed, context)).toBe("tokén 🎲");
    const moved = rewrap(keyring, sealed, context);
    expect(moved.wrappedKey).toBeInstanceOf(Buffer);
    expect(open(keyring, moved, context)).toBe("tokén 🎲");
  });

  it.each([
    ["another session", { ...context, sessionId: "session-2" }],
    ["another user", { ...context, userId: "user-2" }],
  ])("does not open for %s", (_, elsewhere) => {
    expect(() => open(keyring, sealed, elsewhere)).toThrow(SealError);
  });

  it("does not open when any byte has changed, is missing, or under another key", () => {
    for (let at = 0; at < ciphertext.length; at++) {
      const changed = Buffer.from(ciphertext);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => open(keyring, { ...sealed, ciphertext: changed }, context), `byte ${at}`).toThrow(SealError);
      expect(() => open(keyring, { ...sealed, ciphertext: ciphertext.subarray(0, at) }, context)).toThrow(SealError);
    }
    expect(() => open(keyring, { ...sealed, keyId: "other" }, context)).toThrow('the keyring has no key "other"');
  });
});
