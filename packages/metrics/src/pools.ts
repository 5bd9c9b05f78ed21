import type { PoolObserver, PoolUse } from "@assent/db";
import { durations, type Family, gauge } from "./series.ts";

/** How much the connections to PostgreSQL have to do. */
export function poolMetrics(): { families: Family[]; observer: PoolObserver } {
  const pools = new Map<string, PoolUse>();
  const answers = durations(
    "assent_postgres_answer_seconds",
    "What a statement, or the begin of a transaction, took, with its wait for a connection",
    ["pool"],
  );
  const ofEach = (read: (pool: PoolUse) => number) => () =>
    [...pools.values()].map((pool) => ({ labels: { pool: pool.name }, value: read(pool) }));
  return {
    families: [
      gauge(
        "assent_postgres_pool_size",
        "Connections that the pool may have",
        ofEach(({ size }) => size),
      ),
      gauge(
        "assent_postgres_pool_used",
        "Transactions and statements under way, up to the size of the pool",
        ofEach((pool) => pool.used()),
      ),
      gauge(
        "assent_postgres_pool_waiting",
        "Transactions and statements that wait for a connection",
        ofEach((pool) => pool.waiting()),
      ),
      answers,
    ],
    observer: {
      opened: (pool) => void pools.set(pool.name, pool),
      answered: (pool, ms) => answers.observe(ms, pool),
    },
  };
}
