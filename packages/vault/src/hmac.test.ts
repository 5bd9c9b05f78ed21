import { createHmac, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { hmacUnder } from "./hmac.ts";

const texts = [
  "",
  "row",
  "é",
  "\u{1f3b2} dice",
  "\u0000",
  "\ud800 alone",
  "x".repeat(55),
  "x".repeat(56),
  "x".repeat(64),
  '{"v":1}'.repeat(500),
];

it.each(Array.from({ length: 65 }, (_, bytes) => bytes))("is the HMAC-SHA256 of Node under a key of %i bytes", (bytes) => {
  const key = randomBytes(bytes);
  for (const text of texts) expect(hmacUnder(key)(text)).toEqual(createHmac("sha256", key).update(text).digest());
});

it("agrees with RFC 4231, test case 2", () => {
  const mac = hmacUnder(Buffer.from("Jefe"))("what do ya want for nothing?");
  expect(mac.toString("hex")).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
});

it("takes no key that is longer than a block", () => {
  expect(() => hmacUnder(new Uint8Array(65))).toThrow(RangeError);
});
