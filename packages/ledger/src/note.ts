/** Signed notes (C2SP signed-note) with Ed25519: a text, a blank line, and a line for each signature. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";

export interface Signer {
  name: string;
  key: KeyObject;
  /** What others need to verify: `name+hash+key`. */
  verifier: string;
}

export interface Verifier {
  name: string;
  id: string;
  key: KeyObject;
}

export interface SignedNote {
  /** Ends with a line break. */
  text: string;
  /** Those of whom it was asked that have signed it. */
  signedBy: Verifier[];
}

const ED25519 = Buffer.from([1]);
/** Of a note: who reads it need not look at more. */
const MOST_SIGNATURES = 100;
const ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const SEED_BYTES = 32;
/** A key as Node takes it (RFC 8410), but for the key's own 32 bytes. */
const PRIVATE = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC = Buffer.from("302a300506032b6570032100", "hex");

/** 64 hex digits: the seed of an Ed25519 key (RFC 8032). */
export const newSigningKey = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }).subarray(-SEED_BYTES).toString("hex");

/** @param seed 64 hex digits @throws Error that names the rule and never the value */
export function signerOf(name: string, seed: string): Signer {
  if (!isName(name)) throw new Error("the name of a key must have no space, no plus sign and no control character");
  if (!/^[0-9a-f]{64}$/i.test(seed)) throw new Error("a signing key must be 64 hex digits");
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE, Buffer.from(seed, "hex")]), format: "der", type: "pkcs8" });
  const bytes = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-SEED_BYTES);
  const typed = Buffer.concat([ED25519, bytes]);
  return { name, key, verifier: `${name}+${idOf(name, typed).toString("hex")}+${typed.toString("base64")}` };
}

/** @param text `name+hash+key` @throws Error when it is none */
export function verifierOf(text: string): Verifier {
  const [, name = "", id = "", base64 = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const typed = isName(name) ? bytesOf(base64) : Buffer.alloc(0);
  const fits = typed.length === 1 + SEED_BYTES && typed[0] === ED25519[0] && idOf(name, typed).toString("hex") === id;
  if (!fits) throw new Error("a verifier key must be name+hash+key, with an Ed25519 key and its hash");
  return { name, id, key: createPublicKey({ key: Buffer.concat([PUBLIC, typed.subarray(1)]), format: "der", type: "spki" }) };
}

/** @throws Error when the text is none that a note can hold, or nobody signs it */
export function signNote(text: string, signers: Signer[]): string {
  if (!text.endsWith("\n") || !isReadable(text))
    throw new Error("the text of a note must end with a line break and hold no control characters");
  if (signers.length === 0) throw new Error("a note is signed by somebody");
  const lines = signers.map(({ name, key, verifier }) => {
    const id = Buffer.from(verifier.split("+")[1] ?? "", "hex");
    return `— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), key)]).toString("base64")}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

/** @returns undefined when it is no note, when one of these has signed it wrongly, or when none of them has signed it */
export function verifyNote(note: Uint8Array, verifiers: Verifier[]): SignedNote | undefined {
  const whole = decoded(note);
  if (whole === undefined || !isReadable(whole) || !whole.endsWith("\n")) return undefined;
  const end = whole.lastIndexOf("\n\n") + 1;
  const [text, lines] = [whole.slice(0, end), whole.slice(end + 1, -1).split("\n")];
  if (text === "" || lines.length > MOST_SIGNATURES) return undefined;
  const signedBy = new Set<Verifier>();
  for (const line of lines) {
    const signature = signatureOf(line);
    if (!signature) return undefined;
    const known = verifiers.find(({ name, id }) => name === signature.name && id === signature.id);
    if (!known || signedBy.has(known)) continue;
    if (!isBy(known, text, signature.bytes)) return undefined;
    signedBy.add(known);
  }
  return signedBy.size > 0 ? { text, signedBy: [...signedBy] } : undefined;
}

function signatureOf(line: string): { name: string; id: string; bytes: Buffer } | undefined {
  const [, name = "", base64 = ""] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = bytesOf(base64);
  if (!isName(name) || bytes.length <= ID_BYTES) return undefined;
  return { name, id: bytes.subarray(0, ID_BYTES).toString("hex"), bytes: bytes.subarray(ID_BYTES) };
}

const isBy = ({ key }: Verifier, text: string, signature: Buffer) =>
  signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(text), key, signature);

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Node reads as base64 what is none; nothing is left of that here. */
function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes : Buffer.alloc(0);
}

const idOf = (name: string, typed: Buffer) => createHash("sha256").update(`${name}\n`).update(typed).digest().subarray(0, ID_BYTES);

const isName = (name: string) => /^[^+\p{White_Space}]+$/u.test(name) && isReadable(name);

const isReadable = (text: string) => text.isWellFormed() && [...text].every((one) => one === "\n" || one >= " ");
