import { connect, grantApplication, migrateTables, seedDevelopmentData } from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import { readEnv } from "@assent/runtime";
import { Command } from "commander";
import { migrateEnv } from "../env.ts";

export const migrateCommand = () =>
  new Command("migrate")
    .description("bring the database at DATABASE_URL up to date; safe to repeat and to run twice at once")
    .option("--seed-development", "also add development data, but only where NODE_ENV is development", false)
    .action(async ({ seedDevelopment }: { seedDevelopment: boolean }) => {
      const env = readEnv(migrateEnv);
      await migrateTables(env.DATABASE_URL);
      await migrateQueues(env.DATABASE_URL);
      console.log("The database is up to date.");
      if (env.APP_DATABASE_PASSWORD) await grant(env.DATABASE_URL, env.APP_DATABASE_USER, env.APP_DATABASE_PASSWORD);
      if (seedDevelopment && env.NODE_ENV === "development") await seed(env.DATABASE_URL);
    });

async function grant(databaseUrl: string, user: string, password: string) {
  await grantApplication(databaseUrl, { user, password });
  console.log(`Role ${user} may do what the application needs, and no more.`);
}

async function seed(databaseUrl: string) {
  const { db, close } = connect(databaseUrl, { name: "assent-seed", max: 1 });
  await seedDevelopmentData(db).finally(close);
  console.log("Development data is there.");
}
