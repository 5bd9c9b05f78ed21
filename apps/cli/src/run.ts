import { runMain } from "@assent/runtime/lifecycle";
import { Command, type CommanderError } from "commander";
import { auditCommand } from "./commands/audit.ts";
import { boardCommand } from "./commands/board.ts";
import { demoCommand } from "./commands/demo.ts";
import { envCommand } from "./commands/env.ts";
import { eraseCommand } from "./commands/erase.ts";
import { holdsCommand } from "./commands/holds.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { keysCommand } from "./commands/keys.ts";
import { kindsCommand } from "./commands/kinds.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { receiptCommand } from "./commands/receipt.ts";
import { seedCommand } from "./commands/seed.ts";
import { startCommand } from "./commands/start.ts";
import { statusCommand } from "./commands/status.ts";
import { tokenCommand } from "./commands/token.ts";
import { workersCommand } from "./commands/workers.ts";
import { EXIT } from "./failure.ts";

const program = new Command("assent")
  .description("Consent-gated account sessions as durable jobs.")
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: true })
  .addHelpText(
    "after",
    `
status, jobs, keys, kinds, workers, erase, holds and demo talk to the API at ASSENT_URL (http://localhost:3000) with the token in ASSENT_TOKEN.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 refused, 5 not reachable, 130 interrupted.`,
  );

const COMMANDS = [startCommand, migrateCommand, seedCommand, envCommand, tokenCommand, boardCommand, auditCommand, receiptCommand];
const OPERATING = [statusCommand, jobsCommand, keysCommand, kindsCommand, workersCommand, eraseCommand, holdsCommand, demoCommand];
for (const command of [...COMMANDS, ...OPERATING]) program.addCommand(command());

/** Commander has said by then what is wrong. */
const exitOf = ({ exitCode }: CommanderError) => process.exit(exitCode === 0 ? 0 : EXIT.usage);
const allOf = (command: Command): Command[] => [command, ...command.commands.flatMap(allOf)];
for (const command of allOf(program)) command.exitOverride(exitOf);

await runMain(async () => void (await program.parseAsync()));
