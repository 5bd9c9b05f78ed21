import { describe, expect, it } from "vitest";
import { newKey, parseKeyring } from "./index.ts";
import { nextWrapKey, WRAPS_PER_KEY, wrapKeyOf } from "./wrap-keys.ts";

describe("wrap keys", () => {
  it("are replaced before they have wrapped too much", () => {
    const keyring = parseKeyring(`a:${newKey()}`);
    const { salt } = nextWrapKey(keyring);
    for (let wraps = 1; wraps < WRAPS_PER_KEY; wraps++) nextWrapKey(keyring);
    const next = nextWrapKey(keyring);
    expect(next.salt).not.toEqual(salt);
    expect(nextWrapKey(keyring)).toBe(next);
  });

  it("are derived from the key and the salt, also after many others", () => {
    const keyring = parseKeyring(`a:${newKey()},b:${newKey()}`);
    const salt = Buffer.alloc(16, 1);
    const first = wrapKeyOf(keyring, "a", salt);
    for (let i = 0; i < 300; i++) wrapKeyOf(keyring, "b", Buffer.alloc(16, `${i}-`));
    expect(wrapKeyOf(keyring, "a", salt)).not.toBe(first);
    expect(wrapKeyOf(keyring, "a", salt).equals(first)).toBe(true);
    expect(wrapKeyOf(keyring, "b", salt).equals(first)).toBe(false);
    expect(wrapKeyOf(keyring, "a", Buffer.alloc(16, 2)).equals(first)).toBe(false);
  });
});
