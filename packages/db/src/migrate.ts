import { fileURLToPath } from "node:url";
import { ROOT } from "@assent/runtime";
import { sql } from "drizzle-orm";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { connect } from "./connect.ts";

const MIGRATIONS = fileURLToPath(new URL("migrations", ROOT));
/** Any number that nothing else in the database uses for an advisory lock. */
const MIGRATION_LOCK = 7_340_221;

/** Brings the database's tables up to date. Two at once are safe: the second waits and finds nothing to do. */
export async function migrateTables(url: string): Promise<void> {
  const { db, close } = connect(url, { name: "assent-migrate", max: 1, statementTimeoutMs: 0 });
  try {
    await db.execute(sql`set lock_timeout = 0`);
    await db.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await migrate(db, { migrationsFolder: MIGRATIONS });
  } finally {
    await close();
  }
}
