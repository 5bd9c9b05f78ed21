import { Command } from "commander";
import { generateEnv, writeEnvFile } from "../env-file.ts";

export const envCommand = () =>
  new Command("env")
    .description("write a .env with fresh secrets, readable by you only; an existing one is never overwritten")
    .option("--production", "tokens are required and nothing is seeded", false)
    .option("--file <path>", "where to write it", ".env")
    .action(async ({ production, file }: { production: boolean; file: string }) => {
      await writeEnvFile(file, generateEnv({ production }));
      console.log(
        `Wrote ${file} for ${production ? "production" : "development"} (mode 0600). Keep it out of every repository and back it up safely:`,
      );
      console.log("without SESSION_ENCRYPTION_KEY no stored session can be opened.");
    });
