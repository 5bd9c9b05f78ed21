import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { endWithConnection } from "./lost-transactions.ts";
import { prepareAll } from "./prepared.ts";
import * as schema from "./schema/index.ts";

/** A pool of connections, to be closed by whoever opened it. */
export interface Database {
  db: Db;
  client: postgres.Sql;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Shown in pg_stat_activity. */
  name: string;
  max?: number;
  statementTimeoutMs?: number;
  /** After this long without work a connection is closed. */
  idleTimeoutS?: number;
}

const open = (client: postgres.Sql) => drizzle(client, { schema });

export type Db = ReturnType<typeof open>;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];
/** What every query takes: it runs alone, or as part of the caller's transaction. */
export type Queryable = Db | Tx;

const LOCK_TIMEOUT_MS = 2_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_S = 2;
/** A connection costs PostgreSQL a process of some MiB; fifty idle workers should not keep what a burst has opened. */
const IDLE_TIMEOUT_S = 30;

/** Opens no connection yet: the first query does. */
export function connect(url: string, options: ConnectOptions): Database {
  const { name, max = 10, statementTimeoutMs = STATEMENT_TIMEOUT_MS, idleTimeoutS = IDLE_TIMEOUT_S } = options;
  const client = postgres(url, {
    max,
    connect_timeout: 5,
    idle_timeout: idleTimeoutS,
    /** In seconds. By default it grows to 20, and a query would wait as long before it is even tried. */
    backoff: () => 1,
    onnotice: () => {},
    connection: {
      application_name: name,
      statement_timeout: statementTimeoutMs,
      lock_timeout: LOCK_TIMEOUT_MS,
      /** A worker frozen inside a transaction must not hold its locks for ever. */
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      /**
       * `jobs` fills and drains faster than statistics follow. A plan made while it was empty must not read it whole, nor gather
       * and sort all that match where the index has them in order and few are wanted.
       */
      enable_seqscan: "off",
      enable_bitmapscan: "off",
      max_parallel_workers_per_gather: 0,
      /** Statements are written so that one plan suits any values, and a plan of their own costs single jobs as much as the work. */
      plan_cache_mode: "force_generic_plan",
      /** What it compiles is never run long enough to be worth it. */
      jit: "off",
    },
  });
  prepareAll(client);
  endWithConnection(client);
  return { db: open(client), client, close: () => client.end({ timeout: CLOSE_TIMEOUT_S }) };
}
