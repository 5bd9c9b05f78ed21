/** A PostgreSQL of the test's own, to be frozen and thawed: the one that tests share is never touched. */
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, migrateTables } from "@assent/db";
import { startEmbedded } from "@assent/db/embedded";
import { migrateQueues } from "@assent/jobs";
import type { TestDatabase } from "@assent/testkit";
import { afterAll } from "vitest";

export interface OwnPostgres {
  /** A migrated database in it. */
  database: TestDatabase;
  /** All its processes stop where they are: connections stay open, and nobody answers. */
  freeze(): void;
  thaw(): void;
}

export async function ownPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "assent-own-postgres-"));
  const server = await startEmbedded(folder, { durable: false });
  await server.createDatabaseIfMissing("assent");
  const url = server.url("assent");
  await migrateTables(url);
  await migrateQueues(url);
  const database = connect(url, { name: "assent-test" });
  const postmaster = Number((await readFile(join(folder, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);

  /** The postmaster first, so that it starts no others meanwhile. */
  const signal = (name: NodeJS.Signals) => {
    process.kill(postmaster, name);
    for (const child of childrenOf(postmaster)) ifAlive(() => process.kill(child, name));
  };
  const thaw = () => signal("SIGCONT");
  process.once("exit", thaw);
  afterAll(async () => {
    thaw();
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { database: { ...database, url }, freeze: () => signal("SIGSTOP"), thaw };
}

/** A thawed child may end before it is its turn. */
function ifAlive(signal: () => void) {
  try {
    signal();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

export const childrenOf = (pid: number) =>
  execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map(Number);
