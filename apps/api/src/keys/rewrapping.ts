/**
 * Brings all tokens of the keys that are being left under the one that seals, and retires those keys. Each API process does this, as
 * only they have keys: batch by batch, whoever comes first, so that where one dies another goes on. docs/security.md has the argument
 * why no token is left under a retired key.
 */
import {
  allowStatements,
  appendAudit,
  closeKey,
  countTokensUnder,
  type Db,
  type EncryptionKeyRow,
  fenceKey,
  lockJobTokens,
  lockSessionTokens,
  moveJobTokens,
  moveSessionTokens,
  recordRewrapped,
  retireKey,
  shareActiveKey,
  type Tx,
  takeKeyBeingLeft,
} from "@assent/db";
import { KINDS_WITH_TOKENS, LONGEST_STATEMENT_MS } from "@assent/jobs";
import { every, type Log, sparingly, type Timer } from "@assent/runtime";
import type { Keyring } from "@assent/vault";
import { byItself } from "./audit.ts";
import { rewrapAll } from "./rewrap-all.ts";

export interface RewrappingOptions {
  db: Db;
  keyring: Keyring;
  beingLeft: () => string[];
  intervalMs: number;
  log: Log;
}

type Parts = Pick<RewrappingOptions, "db" | "keyring" | "log">;

const BATCH = 500;
/** What did not open is not tried again at once, and neither is the walk to it. */
const REST = 15;
const REPORT_EVERY_MS = 30_000;

export function startRewrapping({ beingLeft, intervalMs, ...parts }: RewrappingOptions): Timer {
  let restful = false;
  async function lookAfterAll(signal: AbortSignal) {
    restful = false;
    for (const keyId of beingLeft()) restful = (await leaveKey(parts, keyId, signal)) || restful;
  }
  const reportFailure = sparingly(
    (err: unknown) => parts.log.warn({ event: "keys.rewrap_failed", err }, "could not go on with the rotation of keys; it is tried again"),
    REPORT_EVERY_MS,
  );
  return every(lookAfterAll, { intervalMs: () => (restful ? REST * intervalMs : intervalMs), onError: reportFailure });
}

/** @returns whether something did not open, so that the key stays */
export async function leaveKey(parts: Parts, keyId: string, signal: AbortSignal): Promise<boolean> {
  const { db, keyring, log } = parts;
  let left: Batch | undefined;
  if (keyring.opens(keyId)) {
    await patiently(db, (tx) => countTokensUnder(tx, keyId, KINDS_WITH_TOKENS));
    do left = await rewrapBatch(parts, keyId);
    while (left?.more && !signal.aborted);
    if (left === undefined || left.more) return false;
  }
  await closeKey(db, keyId);
  await fenceKey(db, keyId);
  if (await patiently(db, (tx) => retire(tx, keyId))) log.info({ event: "key.retired", key_id: keyId }, "no token is left under this key");
  return (left?.unopenable ?? 0) > 0;
}

const patiently = <Out>(db: Db, run: (tx: Tx) => Promise<Out>): Promise<Out> =>
  db.transaction(async (tx) => {
    await allowStatements(tx, LONGEST_STATEMENT_MS);
    return run(tx);
  });

interface Batch {
  more: boolean;
  unopenable: number;
}

/** @returns undefined when another process has the key in hand, or this one has not heard yet which key seals */
const rewrapBatch = ({ db, keyring, log }: Parts, keyId: string): Promise<Batch | undefined> =>
  patiently(db, async (tx) => {
    const active = await shareActiveKey(tx);
    const key = active === keyring.sealingKeyId && keyring.opens(active) ? await takeKeyBeingLeft(tx, keyId) : undefined;
    if (!key || active === undefined) return undefined;
    const sessions = await lockSessionTokens(tx, keyId, key.reached, BATCH);
    const isLast = sessions.length < BATCH;
    const jobs = isLast ? await lockJobTokens(tx, keyId, KINDS_WITH_TOKENS, BATCH) : [];
    const [ofSessions, ofJobs] = [rewrapAll(keyring, keyId, sessions, log), rewrapAll(keyring, keyId, jobs, log)];
    await moveSessionTokens(tx, active, ofSessions.moved);
    await moveJobTokens(tx, active, ofJobs.moved);
    const moved = { sessions: ofSessions.moved.length, jobs: ofJobs.moved.length };
    const unopenable = (key.reached === null ? 0 : key.unopenable) + ofSessions.unopenable + ofJobs.unopenable;
    await record(tx, key, active, { moved, unopenable, reached: isLast ? null : (sessions.at(-1)?.id ?? null) });
    return { more: !isLast || moved.jobs === BATCH, unopenable };
  });

interface Done {
  moved: { sessions: number; jobs: number };
  unopenable: number;
  reached: string | null;
}

async function record(tx: Tx, { keyId, rewrapped }: EncryptionKeyRow, to: string, { moved, unopenable, reached }: Done) {
  const count = moved.sessions + moved.jobs;
  await recordRewrapped(tx, keyId, { rewrapped: rewrapped + count, unopenable, reached });
  if (count > 0) await appendAudit(tx, [byItself("key.rewrapped", keyId, { to, ...moved })]);
}

async function retire(tx: Tx, keyId: string): Promise<boolean> {
  const retired = await retireKey(tx, keyId, KINDS_WITH_TOKENS);
  if (retired) await appendAudit(tx, [byItself("key.retired", keyId, { rewrapped: retired.rewrapped })]);
  return retired !== undefined;
}
