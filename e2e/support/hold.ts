import type { TestDatabase } from "@assent/testkit";

type Transaction = Parameters<Parameters<TestDatabase["client"]["begin"]>[1]>[0];

/**
 * Does something in a transaction that stays open, with the locks that it took, for as long as the test needs: our own sessions
 * would be ended after a while, and do not wait long for a lock.
 *
 * @returns how to commit it
 */
export async function holdOpen({ client }: TestDatabase, act: (sql: Transaction) => Promise<unknown>): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const over = client.begin(async (sql) => {
    await sql`select set_config('idle_in_transaction_session_timeout', '0', true), set_config('lock_timeout', '0', true)`;
    await act(sql);
    held.resolve();
    await release.promise;
  });
  await Promise.race([held.promise, over]);
  return async () => {
    release.resolve();
    await over;
  };
}
