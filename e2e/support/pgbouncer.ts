/** A PgBouncer of the test's own, in transaction mode and with nothing set for our sake. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseUser } from "@assent/db/embedded";
import { afterAll } from "vitest";
import { freePort } from "./ports.ts";
import { type Process, startProgram } from "./process.ts";

export interface OwnPgBouncer {
  port: number;
  start(): Promise<void>;
  kill(): Promise<void>;
}

/** Debian keeps it where only root has a path to. */
const PLACES = ["pgbouncer", "/usr/sbin/pgbouncer"];
export const pgbouncerProgram = PLACES.find((program) => spawnSync(program, ["--version"]).status === 0);
if (!pgbouncerProgram) process.stderr.write("NO PGBOUNCER FOUND: the suites that need it are skipped\n");

/** @param users who may connect, each with a password @param connections how many it opens to PostgreSQL for each of them */
export async function ownPgBouncer(serverPort: number, users: Record<string, string>, connections: number): Promise<OwnPgBouncer> {
  const user = await chooseUser();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "assent-pgbouncer-"));
  chmodSync(folder, 0o755);
  const [config, list] = [join(folder, "pgbouncer.ini"), join(folder, "users.txt")];
  writeFileSync(
    list,
    Object.entries(users)
      .map(([name, password]) => `"${name}" "${password}"\n`)
      .join(""),
  );
  writeFileSync(
    config,
    `[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${list}
pool_mode = transaction
default_pool_size = ${connections}
max_client_conn = 500
`,
  );
  let bouncer: Process | undefined;
  const own: OwnPgBouncer = {
    port,
    async start() {
      bouncer = startProgram(...user.command(pgbouncerProgram ?? "pgbouncer", [config]));
      await bouncer.output(/process up/);
    },
    async kill() {
      bouncer?.kill("SIGKILL");
      await bouncer?.exit;
    },
  };
  afterAll(async () => {
    await own.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return own;
}
