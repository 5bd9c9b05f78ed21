/**
 * The connection to whatever delivers: BullMQ on Redis, or on PostgreSQL where no Redis is configured.
 * Both get the same queues, one per kind, and carry job ids only.
 */

import { sparingly } from "@assent/runtime";
import { createPostgresBackend, type PgPool, type Processor, Queue, runMigrations, Worker, type WorkerOptions, withBackend } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";
import { kinds } from "./kinds/index.ts";

export interface BrokerOptions {
  /** Names the connections. */
  name: string;
  databaseUrl: string;
  /** BullMQ runs on PostgreSQL when this is not set. */
  redisUrl?: string | undefined;
  /** Namespace of the queues on Redis. The braces keep all of a queue's keys on one node of a cluster. */
  prefix: string;
  /** Told of trouble with the connection, once in a while. */
  onError: (error: Error) => void;
}

export interface Broker {
  backend: "postgres" | "redis";
  queues: ReadonlyMap<string, Queue>;
  createWorker(queue: string, processor: Processor, options: Omit<WorkerOptions, "connection" | "prefix">): Worker;
  /** @throws Error when it does not answer in time. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const PING_TIMEOUT_MS = 1_000;
const REPORT_EVERY_MS = 5_000;
/** One listening connection per worker, and some for everything else. */
const POSTGRES_CONNECTIONS = kinds.length + 8;

export function createBroker(given: BrokerOptions): Broker {
  const options = { ...given, onError: sparingly(given.onError, REPORT_EVERY_MS) };
  return options.redisUrl ? onRedis(options, options.redisUrl) : onPostgres(options);
}

function onRedis({ name, prefix, onError }: BrokerOptions, url: string): Broker {
  /** Fails at once while Redis is away; by default an add would hang and then happen long after its caller gave up. */
  const producer = new Redis(url, {
    connectionName: name,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: PING_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  producer.on("error", onError);
  const queues = eachKind((kind) => {
    const queue = new Queue(kind, { connection: producer, prefix, skipWaitingForReady: true, skipVersionCheck: true });
    return queue.on("error", onError);
  });
  const consumers: Redis[] = [];
  return {
    backend: "redis",
    queues,
    createWorker(queue, processor, options) {
      const connection = new Redis(url, { connectionName: name, maxRetriesPerRequest: null });
      consumers.push(connection.on("error", onError));
      return new Worker(queue, processor, { ...options, connection, prefix }).on("error", onError);
    },
    ping: async () => void (await producer.ping()),
    async close() {
      await closeQueues(queues);
      for (const connection of [producer, ...consumers]) connection.disconnect();
    },
  };
}

function onPostgres({ name, databaseUrl, onError }: BrokerOptions): Broker {
  const backend = withBackend(createPostgresBackend);
  /** Delivery need not survive a crash of PostgreSQL to the last moment: the rows do, and reconciliation delivers anew. */
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: name,
    options: "-c search_path=bullmq -c synchronous_commit=off",
    max: POSTGRES_CONNECTIONS,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
  });
  /** Every queue and worker listens for its errors. */
  pool.setMaxListeners(0).on("error", onError);
  const connection = pool as unknown as PgPool;
  const queues = eachKind((kind) => {
    const queue = new backend.Queue(kind, { connection, skipWaitingForReady: true });
    return queue.on("error", onError) as unknown as Queue;
  });
  return {
    backend: "postgres",
    queues,
    createWorker: (queue, processor, options) =>
      new backend.Worker(queue, processor, { ...options, connection }).on("error", onError) as unknown as Worker,
    ping: async () => void (await pool.query("select 1")),
    async close() {
      await closeQueues(queues);
      await pool.end();
    },
  };
}

const eachKind = (create: (kind: string) => Queue): Map<string, Queue> => new Map(kinds.map(({ name }) => [name, create(name)]));

async function closeQueues(queues: ReadonlyMap<string, Queue>) {
  await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
}

/** Creates or updates BullMQ's own tables, in schema `bullmq`. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
