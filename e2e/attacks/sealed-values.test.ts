/** Whatever is sealed for whichever row: it opens there, whole, and nowhere else, and neither does any part of it beside others. */
import { newKey, open, parseKeyring, rewrap, type SealContext, SealError, type Sealed, seal } from "@assent/vault";
import fc from "fast-check";
import { expect, it } from "vitest";

const RUNS = { numRuns: 300 };
const old = newKey();
const keyring = parseKeyring(`a:${old},b:${newKey()}`);
const rotated = parseKeyring(`b:${newKey()},a:${old}`);

/** Short and of few characters, so that fields often are the same, or the same with another one's end. */
const field = fc.string({ unit: fc.constantFrom("a", "b", "\0", "\x01", "ü"), maxLength: 3 });
const context: fc.Arbitrary<SealContext> = fc.record({
  ...{ sessionId: field, userId: field, consentId: field, sportsbook: field },
  dataVersion: fc.integer({ min: 1, max: 12 }),
});
const token = fc.string({ unit: "grapheme", maxLength: 24 });

const expectClosed = (value: Sealed, where: SealContext) => expect(() => open(keyring, value, where)).toThrow(SealError);

/** Every way to change one bit. */
function* flipped(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield changed;
  }
}

it("opens in its own row, also after a rotation", () => {
  const opens = fc.property(token, context, (plaintext, row) => {
    const sealed = seal(keyring, plaintext, row);
    expect(open(keyring, sealed, row)).toBe(plaintext);
    expect(open(rotated, rewrap(rotated, sealed, row), row)).toBe(plaintext);
  });
  fc.assert(opens, RUNS);
});

it("opens with no bit of it flipped, wherever that is", () => {
  const closed = fc.property(token, context, (plaintext, row) => {
    const sealed = seal(keyring, plaintext, row);
    for (const ciphertext of flipped(sealed.ciphertext)) expectClosed({ ...sealed, ciphertext }, row);
    for (const wrappedKey of flipped(sealed.wrappedKey)) expectClosed({ ...sealed, wrappedKey }, row);
  });
  fc.assert(closed, { numRuns: 10 });
});

it("opens in no other row, whichever of its columns are taken there", () => {
  const closed = fc.property(token, token, context, context, fc.subarray(["ciphertext", "wrappedKey", "keyId"] as const), (...args) => {
    const [mine, theirs, here, there, taken] = args;
    fc.pre(JSON.stringify(here) !== JSON.stringify(there));
    const [own, foreign] = [seal(keyring, mine, here), seal(keyring, theirs, there)];
    const moved = { ...own, ...Object.fromEntries(taken.map((column) => [column, foreign[column]])) };
    if (taken.some((column) => column !== "keyId")) expectClosed(moved, here);
    expectClosed(foreign, here);
    expectClosed(own, there);
  });
  fc.assert(closed, RUNS);
});

it("opens under no other key of the ring, and with no part of an older value of the same row", () => {
  const closed = fc.property(token, token, context, (before, after, row) => {
    const [older, newer] = [seal(keyring, before, row), seal(keyring, after, row)];
    expectClosed({ ...newer, ciphertext: older.ciphertext }, row);
    expectClosed({ ...newer, wrappedKey: older.wrappedKey }, row);
    expectClosed({ ...newer, keyId: "b" }, row);
  });
  fc.assert(closed, RUNS);
});
