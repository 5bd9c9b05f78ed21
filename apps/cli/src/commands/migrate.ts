import { migrateTables } from "@assent/db";
import { migrateQueues } from "@assent/jobs";
import { readEnv } from "@assent/runtime";
import { Command } from "commander";
import { databaseEnv } from "../env.ts";

export const migrateCommand = () =>
  new Command("migrate")
    .description("bring the database at DATABASE_URL up to date; safe to repeat and to run twice at once")
    .action(async () => {
      const { DATABASE_URL } = readEnv(databaseEnv);
      await migrateTables(DATABASE_URL);
      await migrateQueues(DATABASE_URL);
      console.log("The database is up to date.");
    });
