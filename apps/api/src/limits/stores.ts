/** Where processes share what was used: Redis where there is one, PostgreSQL otherwise, and each for itself while that is away. */
import { once } from "node:events";
import { connectTo, type LimitUse, type LimitUsed, useLimits } from "@assent/db";
import { connectRedis, IMPATIENT, type RedisConnection } from "@assent/jobs";
import { coalesce, within } from "@assent/runtime";
import type { ApiEnv } from "../env.ts";

/** Adds to many limits of different keys. */
export type LimitStore = (uses: LimitUse[]) => Promise<LimitUsed[]>;

/** On a busy machine an answer may take a while, and to count alone for nothing lets too many through. */
const PATIENCE_MS = 2_000;

/** On a connection of its own, so that it does not queue behind what is to be limited. */
export function openLimitStore(env: ApiEnv): { store: LimitStore; close(): Promise<void> } {
  const { REDIS_URL, QUEUE_PREFIX } = env;
  if (REDIS_URL === undefined) {
    const { db, close } = connectTo(env, { name: "assent-limits", max: 1, statementTimeoutMs: PATIENCE_MS });
    return { store: (uses) => useLimits(db, uses), close };
  }
  /** Trouble with it shows in what is asked of it. */
  const redis = connectRedis(REDIS_URL, { ...IMPATIENT, commandTimeout: PATIENCE_MS, connectionName: "assent-limits" }).on(
    "error",
    () => {},
  );
  return { store: inRedis(redis, QUEUE_PREFIX), close: async () => redis.disconnect() };
}

const USE = `
local used = redis.call('incrby', KEYS[1], ARGV[1])
local endsInMs = redis.call('pttl', KEYS[1])
if endsInMs < 1 then
  endsInMs = tonumber(ARGV[2])
  redis.call('pexpire', KEYS[1], endsInMs)
end
return { used, endsInMs }`;

/** @param prefix of the keys: on a cluster all of them must be on one node */
function inRedis(redis: RedisConnection, prefix: string): LimitStore {
  const connected = within(once(redis, "ready"), AbortSignal.timeout(PATIENCE_MS)).catch(() => {});
  return async (uses) => {
    await connected;
    const asked = redis.pipeline();
    for (const { key, points, windowMs } of uses) asked.eval(USE, 1, `${prefix}:limit:${key}`, points, windowMs);
    const answers = (await asked.exec()) ?? [];
    return uses.map((_, i) => usedIn(answers[i]));
  };
}

function usedIn([error, answer]: [error: Error | null, answer: unknown] = [new Error("Redis did not answer"), undefined]): LimitUsed {
  if (error) throw error;
  const [used, endsInMs] = answer as [number, number];
  return { used, endsInMs };
}

const TRY_AGAIN_MS = 1_000;
const MOST_AT_ONCE = 500;

/** Asks for those who ask at the same time together. While the store is away, what is used of each limit is counted here alone. */
export function insured(store: LimitStore, onAway: (error: unknown) => void): (use: LimitUse) => Promise<LimitUsed> {
  const shared = coalesce(store, { max: MOST_AT_ONCE });
  const alone = inMemory();
  let awayUntil = Number.NEGATIVE_INFINITY;

  async function askInTime(use: LimitUse): Promise<LimitUsed> {
    const asked = shared(use);
    if (!(await within(asked, AbortSignal.timeout(PATIENCE_MS)))) throw new Error(`no answer within ${PATIENCE_MS} ms`);
    return asked;
  }

  return async (use) => {
    if (performance.now() < awayUntil) return alone(use);
    return askInTime(use).catch((error) => {
      awayUntil = performance.now() + TRY_AGAIN_MS;
      onAway(error);
      return alone(use);
    });
  };
}

const MOST_KEYS = 10_000;

function inMemory(): (use: LimitUse) => LimitUsed {
  const windows = new Map<string, { used: number; endsAt: number }>();
  return ({ key, points, windowMs }) => {
    const now = performance.now();
    const found = windows.get(key);
    const current = found && found.endsAt > now ? found : { used: 0, endsAt: now + windowMs };
    current.used += points;
    if (windows.size >= MOST_KEYS) windows.delete(windows.keys().next().value ?? "");
    windows.set(key, current);
    return { used: current.used, endsInMs: current.endsAt - now };
  };
}
