/** What a log says of itself at a size (C2SP tlog-checkpoint): three lines, which a signed note carries. */
import { HASH_BYTES } from "./hash.ts";

export interface Checkpoint {
  /** Which log it is, for ever: a name like that of a host, without a scheme. */
  origin: string;
  size: number;
  root: Buffer;
}

/** @throws Error when it is none that `parseCheckpoint` would read */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const text = written(checkpoint);
  if (!parseCheckpoint(text)) throw new Error("a checkpoint has an origin of one line, a size and a root of 32 bytes");
  return text;
}

const written = ({ origin, size, root }: Checkpoint) => `${origin}\n${size}\n${root.toString("base64")}\n`;

const FORM = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/;

/** @returns undefined when it is not exactly of this form: our logs add no lines of their own, which others may */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [, origin = "", digits = "", base64 = ""] = FORM.exec(text) ?? [];
  const [size, root] = [Number(digits), Buffer.from(base64, "base64")];
  const checkpoint = { origin, size, root };
  const isExact = root.length === HASH_BYTES && Number.isSafeInteger(size) && written(checkpoint) === text;
  return isExact ? checkpoint : undefined;
}
