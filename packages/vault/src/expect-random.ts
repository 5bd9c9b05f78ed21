const FEWEST_DIGITS = 8;
const REPEATED = /^(.+)\1+$/i;

/** @param hex the digits of a key @throws Error that names the rule, for one that was typed or taken from an example */
export function expectRandom(hex: string): void {
  const hasFewDigits = new Set(hex.toLowerCase()).size < FEWEST_DIGITS;
  if (hasFewDigits || REPEATED.test(hex) || isCounted(Buffer.from(hex, "hex"))) throw new Error("has a key that is not random");
}

/** 00 01 02 and so on, or in any other steps, forwards or backwards: bytes are counted modulo 256. */
function isCounted(bytes: Buffer): boolean {
  const steps = bytes.subarray(1).map((byte, i) => byte - (bytes[i] ?? 0));
  return new Set(steps).size === 1;
}
