/**
 * A process that holds keys tells so with each heartbeat and hears which of them seals. It never decides that by itself, but for
 * the first of a new deployment, whose first key seals at once.
 */
import { hostname } from "node:os";
import {
  activateKey,
  appendAudit,
  beatKeyHolder,
  type Db,
  type KeyHolder,
  leaveKeys,
  listKeys,
  lockRegistry,
  type RegisteredKey,
  removeKeyHolder,
  type Tx,
} from "@assent/db";
import { type KeyState, newId } from "@assent/domain";
import { every, type Log, sparingly } from "@assent/runtime";
import type { Keyring } from "@assent/vault";
import { byItself } from "./audit.ts";

export interface Membership {
  /** As of the last heartbeat: the keys that are being left. */
  beingLeft(): string[];
  /** The key that this process should seal with and does not have; undefined when it has it. */
  lacking(): string | undefined;
  stop(): Promise<void>;
}

export interface MembershipOptions {
  db: Db;
  keyring: Keyring;
  heartbeatMs: number;
  log: Log;
}

const REPORT_EVERY_MS = 30_000;

/** @throws Error when a key of this process is not the one that the others know by its name */
export async function joinKeyHolders({ db, keyring, heartbeatMs, log }: MembershipOptions): Promise<Membership> {
  const self = { id: newId(), hostname: hostname(), pid: process.pid, keys: keyring.checkValues(), heartbeatMs };
  const sealsWith = () => (keyring.opens(keyring.sealingKeyId) ? keyring.sealingKeyId : null);
  let registry: RegisteredKey[] = [];

  function follow(heard: RegisteredKey[]) {
    registry = heard;
    const before = keyring.sealingKeyId;
    const active = heard.find(({ state }) => state === "active")?.keyId ?? before;
    keyring.follow({ active, retired: idsOf(heard, "retired") });
    if (active === before) return;
    if (sealsWith()) log.info({ event: "key.followed", key_id: active }, "this process seals with this key from now on");
    else log.error({ event: "key.lacking", key_id: active }, "this process lacks the key to seal with; it is not ready");
  }

  const reportFailure = sparingly(
    (err: unknown) => log.warn({ event: "keys.beat_failed", err }, "could not tell which keys this process has"),
    REPORT_EVERY_MS,
  );
  follow(await db.transaction((tx) => join(tx, { ...self, sealsWith: null })));
  const beating = every(async () => follow(await beatKeyHolder(db, { ...self, sealsWith: sealsWith() })), {
    ...{ intervalMs: heartbeatMs, onError: reportFailure },
  });
  return {
    beingLeft: () => idsOf(registry, "decrypt_only"),
    lacking: () => (sealsWith() === null ? keyring.sealingKeyId : undefined),
    async stop() {
      await beating.stop();
      await removeKeyHolder(db, self.id);
    },
  };
}

const idsOf = (registry: RegisteredKey[], wanted: KeyState) => registry.filter(({ state }) => state === wanted).map(({ keyId }) => keyId);

async function join(tx: Tx, holder: KeyHolder): Promise<RegisteredKey[]> {
  await lockRegistry(tx);
  await beatKeyHolder(tx, holder);
  const registry = await listKeys(tx);
  refuseImpostors(holder, registry);
  if (registry.some(({ state }) => state === "active")) return registry;
  await beginWith(tx, Object.keys(holder.keys));
  return listKeys(tx);
}

function refuseImpostors({ keys }: KeyHolder, registry: RegisteredKey[]): void {
  const impostor = registry.find(({ keyId, checkValue }) => Object.hasOwn(keys, keyId) && keys[keyId] !== checkValue);
  if (!impostor) return;
  throw new Error(
    `SESSION_ENCRYPTION_KEY: the key "${impostor.keyId}" is another one than the fleet knows by this name. A new key needs a new name.`,
  );
}

/** The first of the list seals, as before there was a registry; the others have sealed before it. */
async function beginWith(tx: Tx, [first = "", ...others]: string[]): Promise<void> {
  await activateKey(tx, first);
  await leaveKeys(tx, others);
  await appendAudit(tx, [byItself("key.activated", first, { first: true })]);
}
