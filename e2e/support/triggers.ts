import type { Database } from "@assent/db";

/**
 * Drops a trigger while others write to its table. PostgreSQL drops it from a table's partitions first, and whoever inserts locks the
 * table first: without the lock, the two may wait for each other.
 */
export async function dropTrigger({ client }: Pick<Database, "client">, name: string, table: string): Promise<void> {
  await client.begin(async (sql) => {
    await sql`lock table ${sql(table)} in access exclusive mode`;
    await sql`drop trigger ${sql(name)} on ${sql(table)}`;
  });
}
