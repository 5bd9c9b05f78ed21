import { Queue } from "bullmq";
import type { RedisOptions } from "ioredis";
import type { Broker, BrokerOptions } from "../broker.ts";
import { closeQueues, queuesByKind } from "./queues.ts";
import { connectRedis, IMPATIENT, type RedisConnection } from "./redis-connection.ts";
import { troubleOf } from "./redis-trouble.ts";
import { PatientWorker } from "./redis-worker.ts";

/** How long an answer may be due on a consumer's connection: beyond the time for which an idle worker blocks; BullMQ itself looks after one second more. */
const consumerSilenceMs = (drainDelayS = 5) => (drainDelayS + 5) * 1_000;
/** What `ping` writes is gone after this long, in seconds. */
const PING_LIVES_S = 60;

/** Waits for Redis as long as it takes. */
const CONSUMER: RedisOptions = { maxRetriesPerRequest: null };

export function onRedis({ name, prefix, onError }: BrokerOptions, url: string): Broker {
  const connections: RedisConnection[] = [];
  const open = (options: RedisOptions) => {
    const connection = connectRedis(url, { ...options, connectionName: name });
    connections.push(connection);
    /** Every queue and worker on it listens for its errors. */
    return connection.setMaxListeners(0).on("error", onError);
  };
  const producer = open(IMPATIENT);
  /** Shared by all workers of the process; BullMQ adds one connection for each, to block on. */
  let consumer: RedisConnection | undefined;
  const queues = queuesByKind((queue) =>
    new Queue(queue, { connection: producer, prefix, skipWaitingForReady: true, skipVersionCheck: true }).on("error", onError),
  );
  return {
    backend: "redis",
    queues,
    createWorker(queue, processor, options) {
      consumer ??= open({ ...CONSUMER, socketTimeout: consumerSilenceMs(options.drainDelay) });
      return new PatientWorker(queue, processor, { ...options, connection: consumer, prefix }).on("error", onError);
    },
    async held(deliveries) {
      const asked = producer.pipeline();
      for (const { id, kind } of deliveries) asked.hmget(queues.get(kind)?.toKey(id) ?? "", "timestamp", "finishedOn");
      const answers = (await asked.exec()) ?? [];
      return heldAmong(deliveries, answers);
    },
    /** The way in which BullMQ itself wakes one of those that block on it. */
    async wake(kinds) {
      const told = producer.pipeline();
      for (const kind of kinds) told.zadd(queues.get(kind)?.toKey("marker") ?? "", 0, "0");
      for (const [error] of (await told.exec()) ?? []) if (error) throw error;
    },
    /** Written, because a server that only answers may be read-only or full. */
    async ping() {
      await producer.set(`${prefix}:ping`, name, "EX", PING_LIVES_S).catch((error) => {
        throw troubleOf(error);
      });
    },
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
