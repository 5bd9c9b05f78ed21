import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

const exec = promisify(execFile);

const SETPRIV = "/usr/bin/setpriv";

/** PostgreSQL refuses to run as root; started by root, it runs as another user of the system. */
export interface RunAs {
  user?: { uid: number; gid: number };
  /** Runs one of PostgreSQL's programs as that user. @throws Error with what it printed. */
  run(program: string, args: string[]): Promise<void>;
  /** What to start in order to have one of them in the foreground. */
  command(program: string, args: string[]): [program: string, args: string[]];
}

export async function chooseUser(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { run, command: (program, args) => [program, args] };
  const user = (await lookUp("postgres")) ?? (await lookUp("nobody"));
  if (!user) throw new Error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody. Start as another user.");
  return { user, run: (program, args) => runDropped(user, program, args), command: (program, args) => dropped(user, program, args) };
}

async function lookUp(name: string) {
  const numberOf = async (flag: string) => Number((await exec("id", [flag, name])).stdout);
  return Promise.all([numberOf("-u"), numberOf("-g")]).then(
    ([uid, gid]) => ({ uid, gid }),
    () => undefined,
  );
}

/**
 * Drops root but keeps CAP_DAC_OVERRIDE: root's checkout often lies where no other user may look (/root, a
 * private temporary folder), and PostgreSQL must still reach its programs and its data there.
 */
function dropped({ uid, gid }: { uid: number; gid: number }, program: string, args: string[]): [string, string[]] {
  const keep = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"];
  return [SETPRIV, [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", ...keep, "--", program, ...args]];
}

const runDropped = (user: { uid: number; gid: number }, program: string, args: string[]) =>
  existsSync(SETPRIV) ? run(...dropped(user, program, args)) : run(program, args, user);

async function run(program: string, args: string[], user: { uid?: number; gid?: number } = {}): Promise<void> {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("PG"));
  await exec(program, args, { ...user, env: { ...Object.fromEntries(environment), LC_MESSAGES: "C" } }).catch((error) => {
    throw new Error(`${program} failed: ${error.stderr || error.stdout || error.message}`);
  });
}
