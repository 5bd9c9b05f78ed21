import { randomBytes } from "node:crypto";
import { connect, type Database } from "@assent/db";
import { afterAll, inject } from "vitest";
import { inServer } from "./in-server.ts";

export interface TestDatabase extends Database {
  url: string;
}

/** A database of this test file's own: a clone of the migrated template, dropped when the file is done. To copy files takes a third of the time of logging each page. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `assent_test_${randomBytes(6).toString("hex")}`;
  await inServer(server, (sql) => sql`create database ${sql(name)} template ${sql(inject("template"))} strategy file_copy`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  const database = connect(url, { name: "assent-test" });
  afterAll(async () => {
    await database.close();
    await inServer(server, (sql) => sql`drop database ${sql(name)} with (force)`);
  });
  return { ...database, url };
}
