/** The keys of this process: which of them seals is heard of the fleet, and those that are left are left by all together. */
import type { Db } from "@assent/db";
import type { Log } from "@assent/runtime";
import { checkKnownAnswers, type Keyring } from "@assent/vault";
import { joinKeyHolders } from "./membership.ts";
import { startRewrapping } from "./rewrapping.ts";

export interface Keys {
  keyring: Keyring;
  /** The key that this process should seal with and does not have; undefined when it has it. */
  lacking(): string | undefined;
  stop(): Promise<void>;
}

export interface KeyOptions {
  keyring: Keyring;
  heartbeatMs: number;
  /** For heartbeats, which must not wait behind work. */
  pulse: Db;
  /** For rewrapping, whose statements may take long. */
  work: Db;
  log: Log;
}

/** @throws Error when this process must hold no keys, or has another key than the fleet knows by its name */
export async function startKeys({ keyring, heartbeatMs, pulse, work, log }: KeyOptions): Promise<Keys> {
  checkKnownAnswers();
  const membership = await joinKeyHolders({ db: pulse, keyring, heartbeatMs, log });
  const rewrapping = startRewrapping({ db: work, keyring, beingLeft: membership.beingLeft, intervalMs: heartbeatMs, log });
  return {
    keyring,
    lacking: membership.lacking,
    async stop() {
      await rewrapping.stop();
      await membership.stop();
    },
  };
}
