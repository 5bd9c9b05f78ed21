/** PostgreSQL servers of the test's own, to be killed, promoted and brought back on the same ports. */
import { execFileSync } from "node:child_process";
import { appendFileSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@assent/db";
import { chooseUser, findBinaries } from "@assent/db/embedded";
import { until } from "@assent/testkit";
import { afterAll } from "vitest";
import { freePort } from "./ports.ts";
import { type Process, startProgram } from "./process.ts";

export interface OwnPostgres {
  port: number;
  /** As the superuser, who needs no password. */
  url: string;
  start(): Promise<void>;
  /** No farewell. */
  kill(): Promise<void>;
  /** Resolves when it takes writes. */
  promote(): Promise<void>;
  /** Runs one statement on this server, whatever its part is. */
  tell(statement: string): Promise<Record<string, unknown>[]>;
}

const OWNER = "assent";
const COMMON = [
  "listen_addresses = '127.0.0.1'",
  "unix_socket_directories = ''",
  "fsync = off",
  "max_connections = 200",
  "wal_keep_size = 256",
];

/** A fresh server, not yet started. */
export async function ownPostgres(settings: string[] = []): Promise<OwnPostgres> {
  const { data, user } = await newFolder();
  const { initdb } = await findBinaries();
  await user.run(initdb, ["-D", data, "--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync", `--username=${OWNER}`]);
  return serverOn(data, settings);
}

export interface Replicated {
  primary: OwnPostgres;
  standby: OwnPostgres;
  /** Of whichever of them takes writes. */
  url: string;
  /** From then on the second has what is committed now, and hears of nothing that comes later. */
  leaveBehind(): Promise<void>;
}

/** Two servers that run, of which the second follows the first. @param synchronous whether a commit waits until it is visible there */
export async function replicatedPostgres({ synchronous }: { synchronous: boolean }): Promise<Replicated> {
  const primary = await ownPostgres(synchronous ? ["synchronous_standby_names = '*'", "synchronous_commit = remote_apply"] : []);
  const standby = await standbyOf(primary);
  await Promise.all([primary.start(), standby.start()]);
  const servers = [primary, standby].map(({ port }) => `127.0.0.1:${port}`).join();
  return {
    primary,
    standby,
    url: `postgres://${OWNER}@${servers}/postgres?target_session_attrs=read-write`,
    leaveBehind: () => leaveBehind(primary, standby),
  };
}

async function leaveBehind(primary: OwnPostgres, standby: OwnPostgres) {
  const [now] = await primary.tell("select pg_current_wal_lsn()::text as lsn");
  const replicas = (condition: string) => primary.tell(`select from pg_stat_replication where ${condition}`);
  await until("the replica has it", async () => (await replicas(`replay_lsn >= '${now?.["lsn"]}'`)).length > 0);
  await standby.tell("alter system set primary_conninfo = ''");
  await standby.tell("select pg_reload_conf()");
  await until("the replica hears no more", async () => (await replicas("true")).length === 0);
}

const folders = new Map<OwnPostgres, string>();

/** A copy of what has never run needs no backup protocol. */
async function standbyOf(primary: OwnPostgres): Promise<OwnPostgres> {
  const { data } = await newFolder();
  execFileSync("cp", ["-a", `${folders.get(primary)}/.`, data]);
  writeFileSync(join(data, "standby.signal"), "");
  return serverOn(data, [
    `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=${OWNER}'`,
    "synchronous_standby_names = ''",
    "synchronous_commit = on",
  ]);
}

async function newFolder() {
  const user = await chooseUser();
  const data = mkdtempSync(join(tmpdir(), "assent-postgres-"));
  if (user.user) chownSync(data, user.user.uid, user.user.gid);
  return { data, user };
}

async function serverOn(data: string, settings: string[]): Promise<OwnPostgres> {
  const user = await chooseUser();
  const { pg_ctl, postgres } = await findBinaries();
  const port = await freePort();
  const url = `postgres://${OWNER}@127.0.0.1:${port}/postgres`;
  appendFileSync(join(data, "postgresql.conf"), [...COMMON, `port = ${port}`, ...settings, ""].join("\n"));
  let server: Process | undefined;
  const own: OwnPostgres = {
    port,
    url,
    async start() {
      server = startProgram(...user.command(postgres, ["-D", data]));
      await server.output(/ready to accept (read-only )?connections/);
    },
    async kill() {
      server?.kill("SIGKILL");
      await server?.exit;
    },
    promote: () => user.run(pg_ctl, ["promote", "-D", data]),
    async tell(statement) {
      const { client, close } = connect(url, { name: "assent-test", max: 1 });
      return [...(await client.unsafe(statement).finally(close))];
    },
  };
  folders.set(own, data);
  afterAll(async () => {
    await own.kill();
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return own;
}
