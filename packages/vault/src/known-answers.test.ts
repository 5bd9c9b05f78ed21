import { describe, expect, it } from "vitest";
import { checkKnownAnswers } from "./index.ts";
import { KNOWN_ANSWERS, type KnownAnswer } from "./known-answers.ts";

const flip = (bytes: Buffer, at: number) => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)));

describe("the known answers", () => {
  it("hold in this build", () => {
    expect(() => checkKnownAnswers()).not.toThrow();
  });

  it.each(KNOWN_ANSWERS.map((answer, index): [number, KnownAnswer] => [index, answer]))(
    "let nothing pass that differs from number %i",
    (index, answer) => {
      const { sealed, plaintext } = answer;
      const altered: KnownAnswer[] = [
        { sealed, plaintext: `${plaintext}x` },
        { plaintext, sealed: { ...sealed, ciphertext: flip(sealed.ciphertext, sealed.ciphertext.length - 1) } },
        { plaintext, sealed: { ...sealed, keyId: "silver" } },
      ];
      for (const one of altered) expect(() => checkKnownAnswers(KNOWN_ANSWERS.with(index, one))).toThrow("must hold no keys");
    },
  );
});
