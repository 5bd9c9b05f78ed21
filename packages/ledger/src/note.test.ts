import { expect, it } from "vitest";
import { formatCheckpoint, newSigningKey, parseCheckpoint, signerOf, signNote, type Verifier, verifierOf, verifyNote } from "./index.ts";

const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SEED = "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173";

const [ours, others] = ["ours", "others"].map((name) => signerOf(name, newSigningKey()));
if (!ours || !others) throw new Error("there are two");
const verified = (note: string, verifiers: Verifier[]) => verifyNote(Buffer.from(note), verifiers);
const [us, them] = [verifierOf(ours.verifier), verifierOf(others.verifier)];

it("signs as the specification's example is signed, and reads it", () => {
  const signer = signerOf("PeterNeumann", SEED);
  expect(signer.verifier).toBe(VERIFIER);
  expect(signNote(TEXT, [signer])).toBe(`${TEXT}\n${SIGNATURE}`);
  expect(verified(`${TEXT}\n${SIGNATURE}`, [verifierOf(VERIFIER)])).toMatchObject({ text: TEXT, signedBy: [{ name: "PeterNeumann" }] });
});

it("passes over the signatures of strangers, and needs one of a friend", () => {
  const note = signNote(TEXT, [others, ours]);
  expect(verified(note, [us])).toMatchObject({ signedBy: [{ name: "ours" }] });
  expect(verified(note, [us, them])?.signedBy).toHaveLength(2);
  expect(verified(signNote(TEXT, [others]), [us])).toBeUndefined();
});

it("takes no note of which any byte was changed", () => {
  const note = Buffer.from(signNote(TEXT, [ours]));
  for (let at = 0; at < note.length; at++) {
    const changed = Buffer.from(note);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(verifyNote(changed, [us]), `byte ${at}`).toBeUndefined();
  }
});

it.each(["", "\n", TEXT, `${TEXT}\n`, `${TEXT}\n${SIGNATURE.trimEnd()}`, `${TEXT}\nno signature\n`, `a\0b\n\n${SIGNATURE}`])(
  "takes %j for no note",
  (note) => {
    expect(verified(note, [verifierOf(VERIFIER)])).toBeUndefined();
  },
);

it("takes signatures for none that are not written exactly as they must be", () => {
  const note = signNote(TEXT, [others, ours]);
  const stranger = (name: string) => note.replace("— others", `— ${name}`);
  expect(verified(stranger("somebody\u{feff}"), [us])).toBeDefined();
  for (const name of ["a\x01b", "a\u{85}b", "a\u{a0}b", "a+b", ""])
    expect(verified(stranger(name), [us]), JSON.stringify(name)).toBeUndefined();
  for (const end of ["\n", "==\n", " =\n"]) expect(verified(note.replace(/=\n$/, end), [us]), JSON.stringify(end)).toBeUndefined();
  expect(verified(note.replace(TEXT, "\ud800\n"), [us])).toBeUndefined();
  expect(verifyNote(Buffer.concat([Buffer.from([0xff]), Buffer.from(note)]), [us])).toBeUndefined();
});

it("refuses a text that no note can hold, and keys that are none", () => {
  for (const text of ["no end", "a\0b\n", "a\rb\n", "\ud800\n"]) expect(() => signNote(text, [ours])).toThrow("line break");
  expect(() => signNote(TEXT, [])).toThrow("somebody");
  expect(() => signerOf("a b", SEED)).toThrow("space");
  expect(() => signerOf("a", "00")).toThrow("64 hex digits");
  for (const text of ["", "ours", VERIFIER.replace("c74f", "c74e"), VERIFIER.replace("+AR", "+AB"), VERIFIER.slice(0, -4), `${VERIFIER} !`])
    expect(() => verifierOf(text)).toThrow("verifier key");
});

it("reads the checkpoints that it writes and nothing else", () => {
  const checkpoint = { origin: "assent.example/log", size: 42, root: Buffer.alloc(32, 7) };
  const text = formatCheckpoint(checkpoint);
  expect(parseCheckpoint(text)).toEqual(checkpoint);
  const others = [
    text.slice(0, -1),
    `${text}\n`,
    text.replace("42", "042"),
    text.replace("42", "-1"),
    text.replace("=", ""),
    text.replace("\n", ""),
    text.replace("BwcHBwcHBwc=", "BwcHBwcHBwd="),
  ];
  for (const other of others) expect(parseCheckpoint(other), other).toBeUndefined();
});
