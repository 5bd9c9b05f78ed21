import {
  authenticateAuditWith,
  connect,
  directUrl,
  giveDefaults,
  grantApplication,
  migrateTables,
  seedDevelopmentData,
  serversOf,
} from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import { readEnv } from "@assent/runtime";
import { parseMacKeys } from "@assent/vault";
import { migrateEnv, seedEnv } from "./env.ts";

export async function migrate({ seedDevelopment }: { seedDevelopment: boolean }): Promise<void> {
  const env = readEnv(migrateEnv);
  const url = directUrl(env);
  await migrateTables(url);
  await migrateQueues(url);
  console.log("The database is up to date.");
  if (env.APP_DATABASE_PASSWORD) await grant(url, env.APP_DATABASE_USER, env.APP_DATABASE_PASSWORD);
  else if (env.DATABASE_DIRECT_URL) await giveDefaults(url, userOf(env.DATABASE_URL));
  if (seedDevelopment && env.NODE_ENV === "development") await seed(url);
}

const userOf = (databaseUrl: string) => decodeURIComponent(new URL(serversOf(databaseUrl).urls[0]).username);

async function grant(databaseUrl: string, user: string, password: string) {
  await grantApplication(databaseUrl, { user, password });
  console.log(`Role ${user} may do what the application needs, and no more.`);
}

async function seed(databaseUrl: string) {
  authenticateAuditWith(parseMacKeys(readEnv(seedEnv).AUDIT_KEY));
  const { db, close } = connect(databaseUrl, { name: "assent-seed", max: 1 });
  await seedDevelopmentData(db).finally(close);
  console.log("Development data is there.");
}
