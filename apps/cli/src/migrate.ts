import {
  authenticateAuditWith,
  connect,
  directUrl,
  giveDefaults,
  grantRole,
  migrateTables,
  PARTS,
  type Part,
  seedDevelopmentData,
  serversOf,
} from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import { readEnv } from "@assent/runtime";
import { parseMacKeys } from "@assent/vault";
import { type MigrateEnv, migrateEnv, seedEnv } from "./env.ts";

export async function migrate({ seedDevelopment }: { seedDevelopment: boolean }): Promise<void> {
  const env = readEnv(migrateEnv);
  const url = directUrl(env);
  await migrateTables(url);
  await migrateQueues(url);
  console.log("The database is up to date.");
  const granted = await grantRoles(url, env);
  if (granted === 0 && env.DATABASE_DIRECT_URL) await giveDefaults(url, userOf(env.DATABASE_URL));
  if (seedDevelopment && env.NODE_ENV === "development") await seed(url);
}

const userOf = (databaseUrl: string) => decodeURIComponent(new URL(serversOf(databaseUrl).urls[0]).username);

/** Those that have a password: each process's own, and the one that all may share. @returns how many */
async function grantRoles(databaseUrl: string, env: MigrateEnv): Promise<number> {
  const roles: [user: string, password: string | undefined, parts: readonly Part[]][] = [
    [env.API_DATABASE_USER, env.API_DATABASE_PASSWORD, ["api"]],
    [env.WORKER_DATABASE_USER, env.WORKER_DATABASE_PASSWORD, ["worker"]],
    [env.BOARD_DATABASE_USER, env.BOARD_DATABASE_PASSWORD, ["board"]],
    [env.APP_DATABASE_USER, env.APP_DATABASE_PASSWORD, PARTS],
  ];
  let granted = 0;
  for (const [user, password, parts] of roles) {
    if (!password) continue;
    await grantRole(databaseUrl, { user, password, parts });
    console.log(`Role ${user} may do what ${inWords(parts)} needs, and no more.`);
    granted++;
  }
  return granted;
}

const inWords = (parts: readonly Part[]) => parts.map((part) => (part === "api" ? "the API" : `the ${part}`)).join(" or ");

async function seed(databaseUrl: string) {
  authenticateAuditWith(parseMacKeys(readEnv(seedEnv).AUDIT_KEY));
  const { db, close } = connect(databaseUrl, { name: "assent-seed", max: 1 });
  await seedDevelopmentData(db).finally(close);
  console.log("Development data is there.");
}
