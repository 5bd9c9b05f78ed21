import { Command } from "commander";

export const migrateCommand = () =>
  new Command("migrate")
    .description("bring the database at DATABASE_URL up to date; safe to repeat and to run twice at once")
    .option("--seed-development", "also add development data, but only where NODE_ENV is development", false)
    .action(async (options: { seedDevelopment: boolean }) => {
      const { migrate } = await import("../migrate.ts");
      await migrate(options);
    });
