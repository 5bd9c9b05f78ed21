/**
 * A real PostgreSQL under a folder of ours, for a first start and for tests.
 *
 * The server runs detached (`pg_ctl` starts it in a session of its own), so that Ctrl-C in a terminal reaches
 * Assent but not the database under it. Who may use the folder is decided by an advisory lock inside the server:
 * unlike a lock file it cannot be left behind, and a server that outlived a killed Assent is taken over.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import postgres from "postgres";
import { findBinaries, type PostgresBinaries } from "./binaries.ts";
import { chooseUser, type RunAs } from "./run-as.ts";

export { chooseUser, findBinaries };

const OWNER = "assent";
const PASSWORD_FILE = "assent.password";
const FOLDER_LOCK = 7_340_222;
const START_TIMEOUT_S = 30;

export interface EmbeddedServer {
  /** URL of a database of this server. */
  url(database: string): string;
  createDatabaseIfMissing(name: string): Promise<void>;
  /** Without a farewell, on the same port: what a crash of the server looks like to everybody else. */
  crashAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** `false` for data that need not survive: no fsync. */
  durable?: boolean;
}

/** @throws Error when another process runs on this folder; the error names it. */
export async function startEmbedded(folder: string, { durable = true }: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  const binaries = await findBinaries();
  const as = await chooseUser();
  const data = join(folder, "postgres");
  if (!existsSync(join(data, "PG_VERSION"))) await initialise(folder, data, binaries, as);

  const password = await passwordOf(data);
  const port = (await runningPort(data)) ?? (await start(data, durable, binaries, as));
  const url = (database: string) => urlOf(password, port, database);
  const owner = await lockFolder(folder, url("postgres"));
  return {
    url,
    createDatabaseIfMissing: (name) => createDatabase(owner, name),
    crashAndRestart: () => as.run(binaries.pg_ctl, ["restart", "--wait", "--mode=immediate", "-D", data, "-l", logOf(data)]),
    async stop() {
      await owner.end({ timeout: 1 });
      await as.run(binaries.pg_ctl, ["stop", "--wait", "--mode=fast", "-D", data]);
    },
  };
}

/** The URL of a database of the server that runs on this folder, for a command beside it; undefined when none runs. */
export async function urlOfRunning(folder: string, database: string): Promise<string | undefined> {
  const data = join(folder, "postgres");
  const port = await runningPort(data);
  return port === undefined ? undefined : urlOf(await passwordOf(data), port, database);
}

const passwordOf = async (data: string) => (await readFile(join(data, PASSWORD_FILE), "utf8")).trim();

const urlOf = (password: string, port: number, database: string) => `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`;

/** Built beside its place and then renamed, so that neither a killed start nor two at once leave half a database. */
async function initialise(folder: string, data: string, { initdb }: PostgresBinaries, as: RunAs) {
  const draft = `${data}.${process.pid}`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await mkdir(draft, { mode: 0o700 });
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (as.user) await Promise.all([draft, passwordFile].map((path) => chown(path, as.user?.uid ?? 0, as.user?.gid ?? 0)));
  const options = ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync", `--username=${OWNER}`, `--pwfile=${passwordFile}`];
  try {
    await as.run(initdb, ["-D", draft, ...options]);
    await rename(passwordFile, join(draft, PASSWORD_FILE));
    await rename(draft, data);
  } catch (error) {
    await Promise.all([draft, passwordFile].map((path) => rm(path, { recursive: true, force: true })));
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}

/** The port of a server that already runs on this data, from the fourth line of its postmaster.pid. */
async function runningPort(data: string): Promise<number | undefined> {
  const pidFile = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "");
  const port = Number(pidFile.split("\n")[3]);
  return port > 0 && (await answers(port)) ? port : undefined;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

async function start(data: string, durable: boolean, { pg_ctl }: PostgresBinaries, as: RunAs): Promise<number> {
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "logging_collector=off"];
  if (!durable) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const options = [`-p ${port}`, ...settings.map((setting) => `-c ${setting}`)].join(" ");
  await as.run(pg_ctl, ["start", "--wait", `--timeout=${START_TIMEOUT_S}`, "-D", data, "-l", logOf(data), "-o", options]);
  return port;
}

/** Without a log of its own the server would keep the pipes of whoever started it. */
const logOf = (data: string) => join(data, "server.log");

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** Held by this connection for as long as the process lives. */
async function lockFolder(folder: string, url: string): Promise<postgres.Sql> {
  const name = `assent on ${folder} (pid ${process.pid})`.slice(-63);
  const owner = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: name } });
  const [row] = await owner<{ locked: boolean }[]>`select pg_try_advisory_lock(${FOLDER_LOCK}) as locked`;
  if (row?.locked) return owner;
  const [holder] = await owner<{ application_name: string }[]>`
    select application_name from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and objid = ${FOLDER_LOCK} and granted`;
  await owner.end();
  const who = holder?.application_name.match(/pid \d+/)?.[0] ?? "pid unknown";
  throw new Error(`Assent already runs on ${folder} (${who}). Stop that one first, or set DATA_DIR to another folder.`);
}

async function createDatabase(owner: postgres.Sql, name: string) {
  const [found] = await owner`select from pg_database where datname = ${name}`;
  if (!found) await owner`create database ${owner(name)}`;
}
