/** What an operator does with keys: has another one seal. Everything after that happens by itself; see `rewrapping.ts`. */
import {
  activateKey,
  appendAudit,
  type Db,
  type EncryptionKeyRow,
  type KeyHolderRow,
  listKeys,
  listLiveHolders,
  lockRegistry,
} from "@assent/db";
import { invalidField, Refusal } from "@assent/domain";
import type { Operator } from "@assent/jobs";

/**
 * @param to the key that shall seal; without it, the only one that is announced
 * @returns its id, also when it seals already; or a refusal that names the processes which lack it
 */
export const beginRotation = (db: Db, to: string | undefined, { principal, requestId }: Operator): Promise<string | Refusal> =>
  db.transaction(async (tx) => {
    await lockRegistry(tx);
    const target = targetAmong(await listKeys(tx), to);
    if (target instanceof Refusal || target.state === "active") return target instanceof Refusal ? target : target.keyId;
    const lacking = (await listLiveHolders(tx)).filter(({ keys }) => keys[target.keyId] !== target.checkValue);
    if (lacking.length > 0) return lackedBy(target, lacking);
    await activateKey(tx, target.keyId);
    const entry = { actor: principal, action: "key.activated", subject: `key:${target.keyId}`, outcome: "ok", requestId } as const;
    await appendAudit(tx, [entry]);
    return target.keyId;
  });

function targetAmong(keys: EncryptionKeyRow[], to: string | undefined): EncryptionKeyRow | Refusal {
  if (to === undefined) return onlyAnnounced(keys);
  const named = keys.find(({ keyId }) => keyId === to);
  if (!named) return invalidField("to", "is not a key that any API process has announced");
  return named.state === "retired" ? new Refusal("conflict", `The key "${to}" is retired and never seals again.`) : named;
}

/** Asked again while a rotation is under way, it is that rotation. */
function onlyAnnounced(keys: EncryptionKeyRow[]): EncryptionKeyRow | Refusal {
  const announced = keys.filter(({ state }) => state === "announced");
  const active = keys.find(({ state }) => state === "active");
  if (announced.length > 1)
    return new Refusal("conflict", `Several keys are announced: ${announced.map(({ keyId }) => keyId).join(", ")}. Name one.`);
  const [only] = announced;
  if (only) return only;
  if (active && keys.some(({ state }) => state === "decrypt_only")) return active;
  return new Refusal("conflict", "No new key is announced. Give one to every API process first, beside those that it has.");
}

function lackedBy({ keyId }: EncryptionKeyRow, holders: KeyHolderRow[]): Refusal {
  const names = holders.map(({ id, hostname, pid }) => `${hostname}:${pid} (${id})`).join(", ");
  return new Refusal("conflict", `These API processes lack the key "${keyId}": ${names}. Give it to them, or wait until they are gone.`);
}
