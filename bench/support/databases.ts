/** A database for each scenario: a clone of one that was migrated once, dropped when the scenario is over. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { migrateTables } from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import { inServer } from "@assent/testkit/in-server";
import postgres from "postgres";
import { onEnd } from "./cleanup.ts";

const execute = promisify(execFile);

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
export const createTemplate = (serverUrl: string): Promise<string> =>
  templateBy(serverUrl, async (url) => {
    await migrateTables(url);
    await migrateQueues(url);
  });

/** As another checkout migrates it. @returns its name */
export const templateOf = (serverUrl: string, root: string): Promise<string> =>
  templateBy(serverUrl, (url) => {
    const env = { PATH: process.env["PATH"] ?? "", DATABASE_URL: url };
    return execute(process.execPath, [join(root, "apps/cli/src/main.ts"), "migrate"], { env, cwd: tmpdir() });
  });

async function templateBy(serverUrl: string, migrate: (url: string) => Promise<unknown>): Promise<string> {
  const { url, sql } = await cloneDatabase({ url: serverUrl, template: "template1" });
  await migrate(url);
  await sql.end();
  return new URL(url).pathname.slice(1);
}
