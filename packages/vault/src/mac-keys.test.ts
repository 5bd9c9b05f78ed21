import { describe, expect, it } from "vitest";
import { newKey, parseMacKeys } from "./index.ts";

describe("the keys of the audit log", () => {
  it("authenticate with the first and verify with all", () => {
    const old = newKey();
    const written = parseMacKeys(`old:${old}`).authenticate("row");
    const rotated = parseMacKeys(`new:${newKey()},old:${old}`);
    expect(rotated.authenticate("row").keyId).toBe("new");
    expect(rotated.verify("row", written)).toBe(true);
  });

  it("notice every change of the text and of the code", () => {
    const keys = parseMacKeys(newKey());
    const { keyId, mac } = keys.authenticate("row");
    expect(keys.verify("rOw", { keyId, mac })).toBe(false);
    for (const i of mac.keys()) {
      const changed = Buffer.from(mac);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(keys.verify("row", { keyId, mac: changed })).toBe(false);
    }
    expect(keys.verify("row", { keyId, mac: mac.subarray(0, 31) })).toBe(false);
  });

  it("cannot tell about a key that they do not hold", () => {
    const written = parseMacKeys(`gone:${newKey()}`).authenticate("row");
    expect(parseMacKeys(`here:${newKey()}`).verify("row", written)).toBeUndefined();
  });

  it("show their ids only when they are logged", () => {
    expect(JSON.stringify({ keys: parseMacKeys(`a:${newKey()}`) })).toBe('{"keys":["a"]}');
  });
});
