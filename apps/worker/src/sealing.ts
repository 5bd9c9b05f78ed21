import { connectTo, type Database } from "@assent/db";
import { createSealer, type JobEvents, outsideCopies, type Sealer, witnessAt } from "@assent/jobs/worker";
import { signerOf } from "@assent/ledger";
import type { Log } from "@assent/runtime";
import { parseMacKeys } from "@assent/vault";
import type { WorkerEnv } from "./env.ts";

export interface Sealing extends Pick<Database, "close"> {
  sealer: Sealer;
}

/** Its connection is its own: what keeps house must not wait for a batch of thousands of rows. */
export function sealingIn(env: WorkerEnv, log: Log, events: JobEvents): Sealing | undefined {
  if (env.AUDIT_SIGNING_KEY === undefined) return undefined;
  const { db, close } = connectTo(env, { name: "assent-sealer", max: 1 });
  const witness = env.AUDIT_WITNESS_URL === undefined ? undefined : witnessAt({ url: env.AUDIT_WITNESS_URL, db, log });
  const sealer = createSealer({
    ...{ db, signers: [signerOf(env.AUDIT_LOG_NAME, env.AUDIT_SIGNING_KEY)], keys: parseMacKeys(env.AUDIT_KEY) },
    copies: outsideCopies({ file: env.AUDIT_CHECKPOINT_FILE, witness, log }),
    onForged: events.auditForged,
  });
  return { sealer, close };
}
