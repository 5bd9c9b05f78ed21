import { Command } from "commander";
import { answer, JSON_OPTION, remark, say, several } from "../output.ts";

interface VerifyFlags {
  file?: string;
  key: string[];
  outside: string[];
  json: boolean;
}

export const auditCommand = () =>
  new Command("audit")
    .description("prove that the audit log is whole, without believing the database")
    .addCommand(exportCommand())
    .addCommand(verifyCommand())
    .addCommand(keyCommand());

const exportCommand = () =>
  new Command("export")
    .description("write the audit log at DATABASE_URL, and what it is checked with, to standard output: one line of JSON each")
    .action(async () => {
      const { writeExport } = await import("../audit/run.ts");
      await writeExport();
    });

const verifyCommand = () =>
  new Command("verify")
    .description("check the audit log at DATABASE_URL, or an export of it, row by row")
    .option("--file <path>", "an export; no database is needed then")
    .option("--key <verifier>", "a public key that signs the log, as `audit key` prints it; AUDIT_SIGNING_KEY's unless given", several, [])
    .option("--outside <path>", "a file of checkpoints that was kept outside of the database", several, [])
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      `
Rows are checked with the keys in AUDIT_KEY. Exit codes: 0 the log is whole, 1 it was tampered with, 2 not all could be checked.`,
    )
    .action(async ({ file, key, outside, json }: VerifyFlags) => {
      const { verify } = await import("../audit/run.ts");
      const { exitCodeOf, reportText } = await import("../audit/report.ts");
      const report = await verify({ file, keys: key, outside, onProgress: (rows) => remark(`${rows} rows`) }).catch(unreadable);
      answer(json, report, () => reportText(report));
      process.exitCode = exitCodeOf(report);
    });

/** What cannot be read was not tampered with, as far as anybody knows. */
function unreadable(error: Error): never {
  throw Object.assign(error, { exitCode: 2 });
}

const keyCommand = () =>
  new Command("key").description("print the public key of AUDIT_SIGNING_KEY, to give to whoever verifies").action(async () => {
    const { publicKey } = await import("../audit/keys.ts");
    const { Failure } = await import("../failure.ts");
    const key = await publicKey();
    if (key === undefined) throw new Failure("usage", "AUDIT_SIGNING_KEY is not set: the key that the log is sealed with");
    say(key);
  });
