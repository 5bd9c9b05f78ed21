/** A database whose owner is no superuser, as a provider gives it, with a role for each process. */
import { randomBytes } from "node:crypto";
import { connect, type Database, grantRole, migrateTables, PARTS, type Part } from "@assent/db";
import { inServer } from "@assent/testkit/in-server";
import { afterAll, inject } from "vitest";

export interface OwnedDatabase {
  owner: Database & { url: string; user: string };
  /** A pool of each role. */
  as: Record<Part, Database>;
}

export async function ownedDatabase(): Promise<OwnedDatabase> {
  const server = inject("postgresUrl");
  const tag = randomBytes(6).toString("hex");
  const [user, name, password] = [`assent_test_owner_${tag}`, `assent_test_${tag}`, randomBytes(12).toString("hex")];
  const urlOf = (role: string) => Object.assign(new URL(server), { username: role, password, pathname: `/${name}` }).toString();
  const roleOf = (part: Part) => `assent_test_${part}_${tag}`;
  await inServer(server, async (sql) => {
    await sql.unsafe(`create role ${user} login createrole password '${password}'`);
    await sql.unsafe(`create database ${name} owner ${user}`);
  });
  await inServer(Object.assign(new URL(server), { pathname: `/${name}` }).toString(), (sql) =>
    sql.unsafe(`alter schema public owner to ${user}`),
  );
  const url = urlOf(user);
  await migrateTables(url);
  for (const part of PARTS) await grantRole(url, { user: roleOf(part), password, parts: [part] });
  const owner = connect(url, { name: "assent-owner", max: 2 });
  const as = Object.fromEntries(PARTS.map((part) => [part, connect(urlOf(roleOf(part)), { name: `assent-${part}`, max: 2 })]));
  afterAll(async () => {
    await Promise.all([owner, ...Object.values(as)].map(({ close }) => close()));
    await inServer(server, async (sql) => {
      await sql.unsafe(`drop database ${name} with (force)`);
      for (const role of [...PARTS.map(roleOf), user]) await sql.unsafe(`drop role ${role}`);
    });
  });
  return { owner: { ...owner, url, user }, as: as as Record<Part, Database> };
}
