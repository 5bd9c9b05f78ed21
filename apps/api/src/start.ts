import type { AddressInfo } from "node:net";
import { appendAudit, connect } from "@assent/db";
import type { AuditEntry } from "@assent/domain";
import { createBroker, createProducer, listenForSettlements } from "@assent/jobs";
import { coalesce, type Log, type Service, within } from "@assent/runtime";
import { buildApi } from "./api.ts";
import type { ApiEnv } from "./env.ts";

export interface ApiService extends Service {
  url: string;
}

const POOL = 10;
const READ_POOL = 5;
const CLOSE_MS = 2_000;
const MOST_AUDIT_WAITING = 10_000;

/** Starts the API. It needs PostgreSQL; without Redis it still accepts work. */
export async function startApi(env: ApiEnv, log: Log): Promise<ApiService> {
  const main = connect(env.DATABASE_URL, { name: "assent-api", max: POOL });
  const reads = connect(env.DATABASE_URL, { name: "assent-reads", max: READ_POOL, statementTimeoutMs: 5_000 });
  const health = connect(env.DATABASE_URL, { name: "assent-health", max: 2, statementTimeoutMs: 2_000 });
  const readiness = connect(env.DATABASE_URL, { name: "assent-readiness", max: 1, statementTimeoutMs: 2_000 });
  const broker = createBroker({
    ...{ name: "assent-api", databaseUrl: env.DATABASE_URL, redisUrl: env.REDIS_URL, prefix: env.QUEUE_PREFIX },
    onError: (err) => log.warn({ event: "queue.error", err }, "BullMQ has trouble with its connection; work is still accepted"),
  });
  const producer = createProducer({
    ...{ db: main.db, broker },
    onUndelivered: (ids, err) =>
      log.warn(
        { event: "jobs.undelivered", jobs: ids.length, err },
        "accepted, but BullMQ could not take them now; they are delivered within seconds of its return",
      ),
  });
  const disconnect = () =>
    within(Promise.all([broker, main, reads, health, readiness].map((one) => one.close())), AbortSignal.timeout(CLOSE_MS));
  const stopping = new AbortController();
  const databases = { db: main.db, reads: reads.db, health: health.db, readiness: readiness.db };
  const parts = { env, ...databases, broker, producer, stopping: stopping.signal };
  const app = await (async () => {
    const settlements = await listenForSettlements(main, stopping.signal);
    const api = await buildApi({ ...parts, settlements, audit: auditTogether(main.db) }, log);
    await api.listen({ host: env.HOST, port: env.PORT });
    return api;
  })().catch(async (error) => {
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
      stopping.abort();
      const closed = await within(app.close(), deadline);
      await disconnect();
      if (!closed) throw new Error("the drain deadline passed with requests under way");
    },
  };
}

function auditTogether(db: Parameters<typeof appendAudit>[0]) {
  const append = coalesce(
    async (entries: AuditEntry[]) => {
      await appendAudit(db, entries);
      return entries.map(() => undefined);
    },
    { max: 500, mostWaiting: MOST_AUDIT_WAITING },
  );
  return async (entry: AuditEntry) => append(entry);
}
