/** How much a pool has to do, told to whoever counts it. */
import type postgres from "postgres";
import { type DriverQuery, whileItRuns, wrapStatements } from "./silence/statements.ts";

export interface PoolObserver {
  /** A pool was opened, and can be asked what it does. */
  opened(pool: PoolUse): void;
  /** A statement, or the begin of a transaction, was answered; the time it waited for a connection is part of it. */
  answered(pool: string, ms: number): void;
}

export interface PoolUse {
  name: string;
  /** How many connections it may have. */
  size: number;
  /** Transactions and statements that PostgreSQL works on, as far as there are connections for them. */
  used(): number;
  /** Transactions and statements that wait for a connection. */
  waiting(): number;
}

type Begin = (run: (tx: postgres.TransactionSql) => Promise<unknown>) => Promise<unknown>;

export function observePool(client: postgres.Sql, { name, size }: Pick<PoolUse, "name" | "size">, observer: PoolObserver): void {
  const statements = new Set<DriverQuery>();
  let transactions = 0;
  const waiting = () => [...statements].filter(({ state }) => state === null).length;
  observer.opened({ name, size, waiting, used: () => Math.min(size, transactions + statements.size - waiting()) });

  function begin(query: DriverQuery) {
    const since = performance.now();
    statements.add(query);
    return () => {
      if (statements.delete(query)) observer.answered(name, performance.now() - since);
    };
  }
  wrapStatements(client, (query) => whileItRuns(query, () => begin(query)));

  const beginTransaction = client.begin.bind(client) as unknown as Begin;
  const counted: Begin = (run) => {
    let began = 0;
    const result = beginTransaction((tx) => {
      transactions += began = 1;
      return run(tx);
    });
    const end = () => {
      transactions -= began;
    };
    result.then(end, end);
    return result;
  };
  Object.assign(client, { begin: counted });
}
