import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { BOARD_ROLES, type BoardRole } from "@assent/domain";
import { Command, Option } from "commander";

const PASSWORD_BYTES = 18;

interface AccountOptions {
  role: BoardRole;
  stdin: boolean;
}

export const boardCommand = () => new Command("board").description("who may log in to the console").addCommand(accountCommand());

const accountCommand = () =>
  new Command("account")
    .description("print an account for BOARD_ACCOUNTS, with a hash of its password; a fresh password is told on stderr, once")
    .argument("<name>", "under which its actions are on record")
    .addOption(new Option("--role <role>", "what it may do").choices(BOARD_ROLES).makeOptionMandatory())
    .option("--stdin", "take the password from stdin instead of making one", false)
    .action(async (name: string, { role, stdin }: AccountOptions) => {
      const { accountFor } = await import("@assent/board");
      const password = stdin ? (await text(process.stdin)).replace(/\r?\n$/, "") : randomBytes(PASSWORD_BYTES).toString("base64url");
      const account = await accountFor({ name, role }, password);
      if (!stdin) process.stderr.write(`The password of ${name} is ${password}\n`);
      console.log(account);
    });
