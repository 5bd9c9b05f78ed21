import type { AddressInfo } from "node:net";

import { appendAudit, authenticateAuditWith, connect, connectTo, type Db, directUrl, latestEventCursor, readEvents } from "@assent/db";

import type { AuditEntry } from "@assent/domain";
import {
  createBroker,
  createProducer,
  createTally,
  type EventSource,
  followEvents,
  LONGEST_STATEMENT_MS,
  listenForSettlements,
  observers,
} from "@assent/jobs";
import { createMetrics, type Metrics } from "@assent/metrics";
import { coalesce, every, inTurn, type Log, listenQuietly, retire, type Service, sparingly, within } from "@assent/runtime";
import { parseMacKeys, parseSmallSecrets } from "@assent/vault";
import { createAdmission } from "./admission/admission.ts";
import { buildApi } from "./api.ts";
import type { Context } from "./context.ts";
import { type ApiEnv, keyringOf } from "./env.ts";
import { type Keys, startKeys } from "./keys/index.ts";
import { createLimits } from "./limits/limits.ts";
import { openLimitStore } from "./limits/stores.ts";
import { watchForLoss } from "./loss.ts";

export interface ApiService extends Service {
  url: string;
}

const POOL = 7;
const READ_POOL = 5;
const INLINE_POOL = 3;
const HOLDING_POOL = 4;
/** Those that wait are among the writes under way, and leave room for the others. */
const MOST_WAITING_TO_HOLD = 50;
/** Whoever waits for an answer is told within five seconds that there is none, and what was accepted is looked up before that. */
const STATEMENT_MS = 2_500;
const READ_STATEMENT_MS = 3_500;
/** Who waits longer is refused: its client may ask again, and those behind it get an answer at all. */
const PATIENCE_MS = 2_000;
const CLOSE_MS = 2_000;
/** What was accepted is added to the fleet's figures this often. */
const TALLY_MS = 2_000;
const UNREAD_EVERY_MS = 60_000;
const MOST_AUDIT_WAITING = 10_000;
/** Of those that connect at once the kernel drops what is more than that, and their clients try again only after a second. */
const MOST_CONNECTING = 4_096;

/** Starts the API. It needs PostgreSQL; without Redis it still accepts work. */
export async function startApi(env: ApiEnv, log: Log, metrics: Metrics = createMetrics("api")): Promise<ApiService> {
  const { pools: observer } = metrics;
  authenticateAuditWith(parseMacKeys(env.AUDIT_KEY));
  const main = connectTo(env, { name: "assent-api", max: POOL, statementTimeoutMs: STATEMENT_MS, observer });
  /** For jobs that the API runs itself; a withdrawal may end any number of sessions. */
  const inline = connectTo(env, { name: "assent-inline", max: INLINE_POOL, longestStatementMs: LONGEST_STATEMENT_MS, observer });
  const reads = connectTo(env, { name: "assent-reads", max: READ_POOL, statementTimeoutMs: READ_STATEMENT_MS, observer });
  const holding = connectTo(env, { name: "assent-holding", max: HOLDING_POOL, statementTimeoutMs: STATEMENT_MS, observer });
  const health = connectTo(env, { name: "assent-health", max: 2, statementTimeoutMs: 2_000 });
  const readiness = connectTo(env, { name: "assent-readiness", max: 1, statementTimeoutMs: 2_000 });
  const announcements = connect(directUrl(env), { name: "assent-listen", max: 1 });
  const broker = createBroker({
    ...{ name: "assent-api", databaseUrl: directUrl(env), redisUrl: env.REDIS_URL, prefix: env.QUEUE_PREFIX },
    onError(err) {
      metrics.events.brokerFailed(err);
      log.warn({ event: "queue.error", err }, "BullMQ has trouble with its connection; work is still accepted");
    },
  });
  metrics.tellOfFleet({ db: health.db, broker });
  const loss = watchForLoss(announcements.db, log);
  const tally = createTally();
  const counting = every(() => tally.write(main.db), { intervalMs: () => TALLY_MS, jitter: 0.1, onError: () => {} });
  const producer = createProducer({
    ...{ db: main.db, inlineDb: inline.db, broker, onAccepted: loss.accepted, observer: observers(tally, metrics.jobs) },
    onUndelivered(ids, err) {
      metrics.events.undelivered(ids, err);
      log.warn(
        { event: "jobs.undelivered", jobs: ids.length, err },
        "accepted, but BullMQ could not take them now; they are delivered within seconds of its return",
      );
    },
  });
  const limits = openLimitStore(env);
  const connections = [broker, limits, main, inline, reads, holding, health, readiness, announcements];
  const disconnect = () => within(Promise.all(connections.map((one) => one.close())), AbortSignal.timeout(CLOSE_MS));
  const stopping = new AbortController();
  const readTurn = inTurn({ most: READ_POOL, patienceMs: PATIENCE_MS });
  const holdTurn = inTurn({ most: HOLDING_POOL, patienceMs: PATIENCE_MS, mostWaiting: MOST_WAITING_TO_HOLD });
  const read: Context["read"] = (list) => readTurn(() => list(reads.db));
  const hold: Context["hold"] = (run) => holdTurn(() => holding.db.transaction(run));
  const databases = { db: main.db, read, hold, health: health.db, readiness: readiness.db };
  const parts = {
    env,
    ...databases,
    secrets: parseSmallSecrets(env.AUDIT_KEY),
    broker,
    producer,
    observer: metrics.http,
    stopping: stopping.signal,
  };
  const held = { keyring: keyringOf(env), heartbeatMs: env.HEARTBEAT_MS, pulse: health.db, work: inline.db, log };
  let keys: Keys | undefined;
  const app = await (async () => {
    const settlements = await listenForSettlements({ client: announcements.client, db: main.db }, stopping.signal, loss.look);
    const source = {
      read: (...one: Parameters<EventSource["read"]>) => read((db) => readEvents(db, ...one)),
      latest: () => read(latestEventCursor),
      failed: sparingly(
        (err: unknown) => log.warn({ event: "events.unread", err }, "those who wait for events hear of none"),
        UNREAD_EVERY_MS,
      ),
    };
    const events = await followEvents(source, announcements.client, stopping.signal);
    keys = await startKeys(held);
    const admission = createAdmission(log, () => settlements.watches + events.waiting);
    const limiting = createLimits(env, limits.store, metrics.http, log);
    const api = await buildApi({ ...parts, keys, settlements, events, admission, limits: limiting, audit: auditTogether(main.db) }, log);
    await listenQuietly(api, { host: env.HOST, port: env.PORT, backlog: MOST_CONNECTING });
    return api;
  })().catch(async (error) => {
    await keys?.stop().catch(() => {});
    await disconnect();
    throw error;
  });
  if (env.AUTH_MODE === "open") log.warn({ event: "auth.open" }, "AUTH_MODE=open: every caller may do everything. For development only.");
  const { port } = app.server.address() as AddressInfo;
  const url = `http://${env.HOST === "0.0.0.0" ? "localhost" : env.HOST}:${port}`;
  log.info({ event: "api.listening", url }, `API on ${url}`);

  return {
    name: "api",
    url,
    async stop(deadline) {
      await within(
        retire(app.server, () => stopping.abort()),
        deadline,
      );
      const closed = await within(app.close(), deadline);
      const ended = await within(producer.idle(), deadline);
      await within(keys?.stop().catch(() => {}) ?? Promise.resolve(), deadline);
      await within(
        counting
          .stop()
          .then(() => tally.write(main.db))
          .catch(() => {}),
        AbortSignal.timeout(CLOSE_MS),
      );
      await disconnect();
      if (!closed || !ended) throw new Error("the drain deadline passed with requests or withdrawals under way");
    },
  };
}

function auditTogether(db: Db) {
  const append = coalesce(
    async (entries: AuditEntry[]) => {
      await appendAudit(db, entries);
      return entries.map(() => undefined);
    },
    { max: 500, mostWaiting: MOST_AUDIT_WAITING },
  );
  return async (entry: AuditEntry) => append(entry);
}
