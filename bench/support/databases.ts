/** A database for each scenario: a clone of one that was migrated once, dropped when the scenario is over. */
import { randomBytes } from "node:crypto";
import { migrateTables } from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import postgres from "postgres";
import { onEnd } from "./cleanup.ts";

export interface BenchDatabase {
  url: string;
  /** One connection, so that its backend's own CPU can be told apart. */
  sql: postgres.Sql;
  drop(): Promise<void>;
}

const templates = new Map<string, Promise<string>>();

export async function cloneDatabase(serverUrl: string): Promise<BenchDatabase> {
  const template = await (templates.get(serverUrl) ?? migrateTemplate(serverUrl));
  return createDatabase(serverUrl, template);
}

/** @param template undefined for an empty database, which is what a peer starts from */
export async function createDatabase(serverUrl: string, template?: string): Promise<BenchDatabase> {
  const name = `assent_bench_${randomBytes(6).toString("hex")}`;
  await inServer(serverUrl, (sql) =>
    template ? sql`create database ${sql(name)} template ${sql(template)}` : sql`create database ${sql(name)}`,
  );
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: "assent-bench" } });
  const drop = onEnd(async () => {
    await sql.end({ timeout: 1 });
    await inServer(serverUrl, (server) => server`drop database if exists ${server(name)} with (force)`);
  });
  return { url, sql, drop };
}

function migrateTemplate(serverUrl: string): Promise<string> {
  const created = createDatabase(serverUrl).then(async ({ url, sql }) => {
    await migrateTables(url);
    await migrateQueues(url);
    await sql.end();
    return new URL(url).pathname.slice(1);
  });
  templates.set(serverUrl, created);
  return created;
}

async function inServer(url: string, run: (sql: postgres.Sql) => Promise<unknown>) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}
