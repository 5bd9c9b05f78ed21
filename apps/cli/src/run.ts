import { runMain } from "@assent/runtime";
import { Command } from "commander";
import { envCommand } from "./commands/env.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { seedCommand } from "./commands/seed.ts";
import { startCommand } from "./commands/start.ts";
import { tokenCommand } from "./commands/token.ts";

const program = new Command("assent")
  .description("Consent-gated account sessions as durable jobs.")
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: true });

for (const command of [startCommand, migrateCommand, seedCommand, envCommand, tokenCommand]) program.addCommand(command());

await runMain(async () => void (await program.parseAsync()));
