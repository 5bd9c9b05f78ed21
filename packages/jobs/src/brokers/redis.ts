import { Queue, Worker } from "bullmq";
import { Redis, type RedisOptions } from "ioredis";
import type { Broker, BrokerOptions } from "../broker.ts";
import { closeQueues, eachKind } from "./queues.ts";

const COMMAND_TIMEOUT_MS = 1_000;

/** Fails at once while Redis is away; by default an add would hang and then happen long after its caller gave up. */
const PRODUCER: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: COMMAND_TIMEOUT_MS,
  retryStrategy: (times) => Math.min(times * 100, 1_000),
};

/** Waits for Redis as long as it takes. What is sent in one turn of the event loop leaves with one write. */
const CONSUMER: RedisOptions = { maxRetriesPerRequest: null, enableAutoPipelining: true };

export function onRedis({ name, prefix, onError }: BrokerOptions, url: string): Broker {
  const connections: Redis[] = [];
  const open = (options: RedisOptions) => {
    const connection = new Redis(url, { ...options, connectionName: name });
    connections.push(connection);
    /** Every queue and worker on it listens for its errors. */
    return connection.setMaxListeners(0).on("error", onError);
  };
  const producer = open(PRODUCER);
  /** Shared by all workers of the process; BullMQ adds one connection for each, to block on. */
  let consumer: Redis | undefined;
  const queues = eachKind((kind) =>
    new Queue(kind, { connection: producer, prefix, skipWaitingForReady: true, skipVersionCheck: true }).on("error", onError),
  );
  return {
    backend: "redis",
    queues,
    createWorker(queue, processor, options) {
      consumer ??= open(CONSUMER);
      return new Worker(queue, processor, { ...options, connection: consumer, prefix }).on("error", onError);
    },
    async held(deliveries) {
      const asked = producer.pipeline();
      for (const { id, kind } of deliveries) asked.hmget(queues.get(kind)?.toKey(id) ?? "", "timestamp", "finishedOn");
      const answers = (await asked.exec()) ?? [];
      return heldAmong(deliveries, answers);
    },
    ping: async () => void (await producer.ping()),
    async close() {
      await closeQueues(queues);
      for (const connection of connections) connection.disconnect();
    },
  };
}

type Answer = [error: Error | null, fields: unknown];

function heldAmong(deliveries: { id: string }[], answers: Answer[]): Map<string, "open" | "finished"> {
  const held = new Map<string, "open" | "finished">();
  for (const [i, { id }] of deliveries.entries()) {
    const [error, fields] = answers[i] ?? [new Error("Redis did not answer"), undefined];
    if (error) throw error;
    const [addedAt, finishedAt] = fields as [string | null, string | null];
    if (addedAt !== null) held.set(id, finishedAt === null ? "open" : "finished");
  }
  return held;
}
