/** A database for each scenario: a clone of one that was migrated once, dropped when the scenario is over. */
import { randomBytes } from "node:crypto";
import { migrateTables } from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import { inServer } from "@assent/testkit/in-server";
import postgres from "postgres";
import { onEnd } from "./cleanup.ts";

export interface BenchDatabase {
  url: string;
  /** One connection, so that its backend's own CPU can be told apart. */
  sql: postgres.Sql;
  drop(): Promise<void>;
}

/** A server, and the migrated database on it that scenarios clone. */
export interface Server {
  url: string;
  template: string;
}

export async function cloneDatabase({ url: serverUrl, template }: Server): Promise<BenchDatabase> {
  const name = `assent_bench_${randomBytes(6).toString("hex")}`;
  await inServer(serverUrl, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: "assent-bench" } });
  const drop = onEnd(async () => {
    await sql.end({ timeout: 1 });
    await inServer(serverUrl, (server) => server`drop database if exists ${server(name)} with (force)`);
  });
  return { url, sql, drop };
}

/** @returns its name */
export async function createTemplate(serverUrl: string): Promise<string> {
  const { url, sql } = await cloneDatabase({ url: serverUrl, template: "template1" });
  await migrateTables(url);
  await migrateQueues(url);
  await sql.end();
  return new URL(url).pathname.slice(1);
}
