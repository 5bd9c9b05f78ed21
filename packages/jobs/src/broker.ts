/**
 * The connection to whatever delivers: BullMQ on Redis, or on PostgreSQL where no Redis is configured.
 * Both get the same queues, one per kind, and carry job ids only.
 */
import { sparingly } from "@assent/runtime";
import type { Processor, Queue, Worker, WorkerOptions } from "bullmq";
import { onPostgres } from "./brokers/postgres.ts";
import { onRedis } from "./brokers/redis.ts";

export interface BrokerOptions {
  /** Names the connections. */
  name: string;
  databaseUrl: string;
  /** One of the forms in `brokers/redis-url.ts`. BullMQ runs on PostgreSQL when this is not set. */
  redisUrl?: string | undefined;
  /** Namespace of the queues on Redis. The braces keep all of a queue's keys on one node of a cluster. */
  prefix: string;
  /** Told of trouble with the connection, once in a while. */
  onError: (error: Error) => void;
}

export interface Broker {
  backend: "postgres" | "redis";
  /** By kind. Kinds that come seldom have the same one: `distinctQueues` lists each once. */
  queues: ReadonlyMap<string, Queue>;
  createWorker(queue: string, processor: Processor, options: Omit<WorkerOptions, "connection" | "prefix">): Worker;
  /**
   * Which of these deliveries BullMQ has: `open` while they wait or run, `finished` once it is done with them. Asked of all at
   * once, and never by looking through a queue. @throws Error when it does not answer in time.
   */
  held(deliveries: { id: string; kind: string }[]): Promise<Map<string, "open" | "finished">>;
  /**
   * Has a worker of each of these kinds look whether a delivery is due. BullMQ on Redis tells one worker only, and one that
   * is frozen, cut off or killed then leaves the delivery to whoever happens to look next. @throws Error when it cannot
   */
  wake(kinds: string[]): Promise<void>;
  /** Whether it takes deliveries. @throws BrokerTrouble or another Error when it does not, or not in time. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const REPORT_EVERY_MS = 5_000;

export function createBroker(given: BrokerOptions): Broker {
  const options = { ...given, onError: sparingly(given.onError, REPORT_EVERY_MS) };
  return options.redisUrl ? onRedis(options, options.redisUrl) : onPostgres(options);
}
