import { randomBytes } from "node:crypto";
import { authenticateAuditWith, connect, type Database, type Part } from "@assent/db";
import { parseMacKeys } from "@assent/vault";
import { afterAll, inject } from "vitest";
import { inServer } from "./in-server.ts";

export interface TestDatabase extends Database {
  /** Of its owner. */
  url: string;
}

/** Of every test: what a file writes itself and what its processes write is one log. */
export const AUDIT_KEY = "7c1e5a90d3b84f26a1c7e9051b3d8f4260a9c7e5d1b3f8240e6a9c7d5b1f3e82";
authenticateAuditWith(parseMacKeys(AUDIT_KEY));

export interface ClonedDatabase extends TestDatabase {
  /** Of each process's own role. */
  urls: Record<Part, string>;
}

/** A database of this test file's own: a clone of the migrated template, dropped when the file is done. To copy files takes a third of the time of logging each page. */
export async function testDatabase(): Promise<ClonedDatabase> {
  const server = inject("postgresUrl");
  const name = `assent_test_${randomBytes(6).toString("hex")}`;
  await inServer(server, (sql) => sql`create database ${sql(name)} template ${sql(inject("template"))} strategy file_copy`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  const as = (part: Part) => {
    const { user, password } = inject("roles")[part];
    return Object.assign(new URL(url), { username: user, password }).toString();
  };
  const database = connect(url, { name: "assent-test" });
  afterAll(async () => {
    await database.close();
    await inServer(server, (sql) => sql`drop database ${sql(name)} with (force)`);
  });
  return { ...database, url, urls: { api: as("api"), worker: as("worker"), board: as("board") } };
}
