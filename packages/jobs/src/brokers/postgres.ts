import { locatePrimary } from "@assent/db";
import { createPostgresBackend, type PgPool, type Queue, runMigrations, type Worker, withBackend } from "bullmq";
import pg from "pg";
import type { Broker, BrokerOptions } from "../broker.ts";
import { serverOf } from "./primary-client.ts";
import { closeQueues, queueNames, queuesByKind } from "./queues.ts";

/** One listening connection per worker, and some for everything else. */
const CONNECTIONS = queueNames.length + 8;

export function onPostgres({ name, databaseUrl, onError }: BrokerOptions): Broker {
  const backend = withBackend(createPostgresBackend);
  /** Delivery need not survive a crash of PostgreSQL to the last moment: the rows do, and reconciliation delivers anew. */
  const pool = preparing(
    new pg.Pool({
      ...serverOf(databaseUrl),
      application_name: name,
      options: "-c search_path=bullmq -c synchronous_commit=off",
      max: CONNECTIONS,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 15_000,
    }),
  );
  /** Every queue and worker listens for its errors. */
  pool.setMaxListeners(0).on("error", onError);
  const connection = pool as unknown as PgPool;
  const queues = queuesByKind((name) => {
    const queue = new backend.Queue(name, { connection, skipWaitingForReady: true });
    return queue.on("error", onError) as unknown as Queue;
  });
  return {
    backend: "postgres",
    queues,
    createWorker: (queue, processor, options) =>
      new backend.Worker(queue, processor, { ...options, connection }).on("error", onError) as unknown as Worker,
    async held(deliveries) {
      const { rows } = await pool.query<{ id: string; finished: boolean }>(HELD, [
        deliveries.map(({ kind }) => queues.get(kind)?.name),
        deliveries.map(({ id }) => id),
      ]);
      return new Map(rows.map(({ id, finished }) => [id, finished ? "finished" : "open"]));
    },
    /** A notification reaches all workers, and each asks when the next delivery is due before it waits. */
    wake: async () => {},
    ping: async () => void (await pool.query("select 1")),
    async close() {
      await closeQueues(queues);
      await pool.end();
    },
  };
}

const HELD = `select job.id, job.finished_at_ms is not null as finished
  from unnest($1::text[], $2::text[]) as asked(queue, id) join job using (queue, id)`;

/** Has every statement of BullMQ prepared once per connection: it sends the same few, and would have them planned each time. */
function preparing(pool: pg.Pool): pg.Pool {
  const names = new Map<string, string>();
  const nameOf = (text: string) => names.get(text) ?? names.set(text, `bullmq-${names.size}`).get(text);
  const query = pool.query.bind(pool) as (config: unknown, ...rest: unknown[]) => unknown;
  const prepared = (text: unknown, values?: unknown, ...rest: unknown[]) =>
    typeof text === "string" && Array.isArray(values) ? query({ name: nameOf(text), text, values }, ...rest) : query(text, values, ...rest);
  return Object.assign(pool, { query: prepared });
}

/** Creates or updates BullMQ's own tables, in schema `bullmq`. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: await locatePrimary(databaseUrl), options: "-c statement_timeout=0 -c lock_timeout=0" });
  await client.connect();
  try {
    await runMigrations(client);
    /** BullMQ makes a queue's sequence when it is first used, which the role of a process may not. */
    for (const name of queueNames) await client.query("select bullmq.next_job_id($1)", [name]);
  } finally {
    await client.end();
  }
}
