import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { closeToTheAbandoned } from "./abandoned-transactions.ts";
import { arrayTypes } from "./arrays.ts";
import { endWithConnection } from "./lost-transactions.ts";
import { observePool, type PoolObserver } from "./pool-use.ts";
import { prepareAll } from "./prepared.ts";
import { wayTo } from "./primary.ts";
import * as schema from "./schema/index.ts";
import { STATEMENT_TIMEOUT_MS, sessionSettings } from "./settings.ts";
import { watchSilence } from "./silence/watch.ts";

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
  /** The longest that a statement may take where transactions set a time-out of their own; 0 if any time. */
  longestStatementMs?: number;
  /** After this long without work a connection is closed. */
  idleTimeoutS?: number;
  /**
   * The URL leads to a pooler that hands out another connection with each transaction: nothing may be left in a session. Its
   * settings are then those that the role has (see `setDefaults`), and nothing is prepared unless the URL says `prepare=true`.
   */
  pooled?: boolean;
  /** How long a transaction may wait for its next statement, in milliseconds; by default until PostgreSQL ends it. */
  idleInTransactionMs?: number;
  /** Told how much the pool has to do. */
  observer?: PoolObserver | undefined;
}

const open = (client: postgres.Sql) => drizzle(client, { schema });

export type Db = ReturnType<typeof open>;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];
/** What every query takes: it runs alone, or as part of the caller's transaction. */
export type Queryable = Db | Tx;

/** What an answer may take on its way. */
const ANSWER_MS = 1_000;
const CLOSE_TIMEOUT_S = 2;
/** A connection costs PostgreSQL a process of some MiB; fifty idle workers should not keep what a burst has opened. */
const IDLE_TIMEOUT_S = 30;

/** Opens no connection yet: the first query does. */
export function connect(url: string, options: ConnectOptions): Database {
  const { name, max = 10, statementTimeoutMs = STATEMENT_TIMEOUT_MS, idleTimeoutS = IDLE_TIMEOUT_S, pooled = false } = options;
  const { longestStatementMs = statementTimeoutMs } = options;
  const watch = watchSilence(longestStatementMs && longestStatementMs + ANSWER_MS);
  const { first, socket } = wayTo(url, watch.socket);
  const client = postgres(first, {
    max,
    connect_timeout: 5,
    idle_timeout: idleTimeoutS,
    /** In seconds. By default it grows to 20, and a query would wait as long before it is even tried. */
    backoff: () => 1,
    onnotice: () => {},
    fetch_types: false,
    types: arrayTypes,
    /** Missing in the driver's types. */
    ...({ socket } as object),
    connection: { application_name: name, ...(pooled ? {} : sessionSettings(statementTimeoutMs)) },
    ...(pooled && !/[?&]prepare=true\b/.test(url) ? { prepare: false } : {}),
  });
  prepareAll(watch.watchClient(client));
  endWithConnection(client, () => {
    const { equip, ...transaction } = watch.watchTransaction();
    return { ...transaction, equip: (tx) => prepareAll(equip(tx)) };
  });
  closeToTheAbandoned(client, options.idleInTransactionMs);
  if (options.observer) observePool(client, { name, size: max }, options.observer);
  return { db: open(client), client, close: () => client.end({ timeout: CLOSE_TIMEOUT_S }) };
}
