/** Copies of checkpoints outside of the database: whoever holds one can prove that the log was cut off or written anew. */
import { appendFile, readFile } from "node:fs/promises";
import { type Checkpoint, parseCheckpoint, type Signer, verifierOf, verifyNote } from "@assent/ledger";
import { type Log, sparingly } from "@assent/runtime";

export interface Copies {
  /** Never throws: the next checkpoint says all that this one does. */
  publish(note: string): Promise<void>;
  /** What the copies know that can be asked. @throws Error when a copy cannot be read: then nobody knows */
  largest(signers: Signer[]): Promise<Checkpoint | undefined>;
}

export interface CopiesOptions {
  /** Gets a line for each checkpoint: the note as a JSON string. */
  file?: string | undefined;
  log: Log;
}

const LOG_EVERY_MS = 60_000;
const COMPLAIN_EVERY_MS = 60_000;

export function outsideCopies({ file, log }: CopiesOptions): Copies {
  const tell = sparingly(
    (note: string) => log.info({ event: "audit.checkpoint", note }, "the audit log is sealed up to here"),
    LOG_EVERY_MS,
  );
  const complain = sparingly(
    (err: unknown) => log.warn({ event: "audit.unpublished", file, err }, "a checkpoint of the audit log could not be copied"),
    COMPLAIN_EVERY_MS,
  );
  return {
    async publish(note) {
      tell(note);
      if (file) await appendFile(file, `${JSON.stringify(note)}\n`, { mode: 0o600, flush: true }).catch(complain);
    },
    largest: async (signers) => (file ? largestOf(await notesIn(file), signers) : undefined),
  };
}

/** @returns none when the file is not there yet. @throws Error when it cannot be read, or a line of it is no JSON string */
export async function notesIn(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as string);
}

function largestOf(notes: string[], signers: Signer[]): Checkpoint | undefined {
  const verifiers = signers.map(({ verifier }) => verifierOf(verifier));
  const known = notes.flatMap((note) => checkpointIn(verifyNote(Buffer.from(note), verifiers)?.text) ?? []);
  return known.toSorted((one, other) => one.size - other.size).at(-1);
}

const checkpointIn = (text: string | undefined) => (text === undefined ? undefined : parseCheckpoint(text));
