/**
 * A witness outside of the deployment (C2SP tlog-witness): it signs that a checkpoint continues the last one that it has seen, for
 * which it wants a proof. What it has seen cannot be written anew without its noticing.
 */
import type { Db } from "@assent/db";
import { type Log, sparingly } from "@assent/runtime";
import { proveConsistency } from "./proofs.ts";

export interface Witness {
  /** Begins to tell it of a checkpoint, and waits for nothing. While it is slow, only the newest that it has missed is kept. */
  offer(checkpoint: Offered): void;
  /** Resolves when it has answered to the newest, or has failed to. */
  idle(): Promise<void>;
}

export interface Offered {
  /** Signed. */
  note: string;
  size: number;
}

export interface WitnessOptions {
  /** Where its `/add-checkpoint` is. */
  url: string;
  /** To prove from what is stored of the tree. */
  db: Db;
  log: Log;
}

const ANSWER_MS = 5_000;
/** In bytes. */
const MOST_SAID = 2_000;
const SAY_EVERY_MS = 60_000;

export function witnessAt({ url, db, log }: WitnessOptions): Witness {
  /** How many rows it has seen sealed, as far as this process knows. */
  let seen = 0;
  let next: Offered | undefined;
  let telling: Promise<void> | undefined;
  const confirm = sparingly(
    (size: number, signatures: string) => log.info({ event: "audit.witnessed", size, signatures }, "a witness has signed the audit log"),
    SAY_EVERY_MS,
  );
  const complain = sparingly(
    (err: unknown) => log.warn({ event: "audit.unwitnessed", err }, "the witness has not taken a checkpoint of the audit log"),
    SAY_EVERY_MS,
  );

  async function ask({ note, size }: Offered): Promise<{ status: number; said: string }> {
    const proof = seen === 0 ? [] : await proveConsistency(db, seen, size);
    const body = [`old ${seen}`, ...proof.map((hash) => hash.toString("base64")), "", note].join("\n");
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(`${url.replace(/\/$/, "")}/add-checkpoint`, { method: "POST", body, redirect: "error", signal });
    return { status: answer.status, said: (await beginningOf(answer)).trim() };
  }

  async function tell(checkpoint: Offered) {
    if (checkpoint.size <= seen) return;
    let answer = await ask(checkpoint);
    if (answer.status === 409) {
      const before = seen;
      seen = sizeSeen(answer.said, checkpoint.size);
      if (seen < before) complain(new Error(`the witness has seen ${before} sealed rows, and now says ${seen}: it was itself rolled back`));
      answer = await ask(checkpoint);
    }
    if (answer.status !== 200)
      throw new Error(`the witness answered ${answer.status} to a checkpoint of ${checkpoint.size} rows after ${seen}`);
    seen = checkpoint.size;
    confirm(seen, answer.said);
  }

  async function tellNewest() {
    for (let newest = next; newest; newest = next) {
      next = undefined;
      await tell(newest).catch(complain);
    }
    telling = undefined;
  }

  return {
    offer(checkpoint) {
      next = checkpoint;
      telling ??= tellNewest();
    },
    idle: async () => telling,
  };
}

async function beginningOf({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > MOST_SAID) break;
  }
  return Buffer.concat(parts).subarray(0, MOST_SAID).toString();
}

/** @throws Error when it has seen a longer log than this one is */
function sizeSeen(said: string, size: number): number {
  if (!/^\d{1,15}$/.test(said)) throw new Error("the witness wants a proof, and does not say from which size on");
  if (Number(said) > size)
    throw new Error(
      `the witness has seen ${said} sealed rows, and the audit log has ${size}: the database was restored from a backup or rolled back`,
    );
  return Number(said);
}
