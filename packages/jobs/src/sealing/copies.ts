/** Copies of checkpoints outside of the database: whoever holds one can prove that the log was cut off or written anew. */
import { appendFile, open } from "node:fs/promises";
import { type Checkpoint, parseCheckpoint, type Signer, verifierOf, verifyNote } from "@assent/ledger";
import { type Log, sparingly } from "@assent/runtime";
import type { Offered, Witness } from "./witness.ts";

export interface Copies {
  /** Never throws: the next checkpoint says all that this one does. */
  publish(checkpoint: Offered): Promise<void>;
  /** What the copies know that can be asked. @throws Error when a copy cannot be read: then nobody knows */
  largest(signers: Signer[]): Promise<Checkpoint | undefined>;
}

export interface CopiesOptions {
  /** Gets a line for each checkpoint: the note as a JSON string. */
  file?: string | undefined;
  witness?: Witness | undefined;
  log: Log;
}

const LOG_EVERY_MS = 60_000;
const COMPLAIN_EVERY_MS = 60_000;

export function outsideCopies({ file, witness, log }: CopiesOptions): Copies {
  const tell = sparingly(
    (note: string) => log.info({ event: "audit.checkpoint", note }, "the audit log is sealed up to here"),
    LOG_EVERY_MS,
  );
  const complain = sparingly(
    (err: unknown) => log.warn({ event: "audit.unpublished", file, err }, "a checkpoint of the audit log could not be copied"),
    COMPLAIN_EVERY_MS,
  );
  return {
    async publish(checkpoint) {
      const { note } = checkpoint;
      tell(note);
      witness?.offer(checkpoint);
      /** A line break before it as well: the last line may be half of one. */
      if (file) await appendFile(file, `\n${JSON.stringify(note)}\n`, { mode: 0o600, flush: true }).catch(complain);
    },
    largest: async (signers) => (file ? newestOf(await lastNotesIn(file), signers) : undefined),
  };
}

const TAIL_BYTES = 64 * 1024;

/** The last of a file that may be large, the newest first. What a crash has left half written is passed over. @returns none when it is not there yet */
async function lastNotesIn(path: string): Promise<string[]> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!file) return [];
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    await file.read(tail, 0, tail.length, size - tail.length);
    return notesOf(tail.toString()).reverse();
  } finally {
    await file.close();
  }
}

/** Lines of which each is a note as a JSON string; others are passed over. */
export const notesOf = (text: string): string[] =>
  text.split("\n").flatMap((line) => {
    try {
      const note: unknown = JSON.parse(line);
      return typeof note === "string" ? [note] : [];
    } catch {
      return [];
    }
  });

/** @throws Error when there are notes, and none of them is ours: then nobody knows what was sealed */
function newestOf(notes: string[], signers: Signer[]): Checkpoint | undefined {
  const verifiers = signers.map(({ verifier }) => verifierOf(verifier));
  for (const note of notes) {
    const text = verifyNote(Buffer.from(note), verifiers)?.text;
    const checkpoint = text === undefined ? undefined : parseCheckpoint(text);
    if (checkpoint) return checkpoint;
  }
  if (notes.length > 0) throw new Error("the file of checkpoints has none that is signed with AUDIT_SIGNING_KEY");
  return undefined;
}
