/** How many connections a process holds, seen from its own sockets: the servers may be shared. Linux only. */
import { readdir, readFile, readlink } from "node:fs/promises";

const ESTABLISHED = "01";

/** @returns how many TCP connections of this process lead to the port of that URL; NaN where there is no /proc. */
export async function connectionsTo(pid: number, url: string, defaultPort: number): Promise<number> {
  const port = Number(new URL(url).port) || defaultPort;
  const own = await socketsOf(pid);
  if (!own) return Number.NaN;
  const tables = await Promise.all(["tcp", "tcp6"].map((table) => readFile(`/proc/${pid}/net/${table}`, "utf8").catch(() => "")));
  const rows = tables.flatMap((table) => table.trim().split("\n").slice(1));
  return rows.map((row) => row.trim().split(/\s+/)).filter((fields) => leadsTo(fields, port) && own.has(fields[9] ?? "")).length;
}

const leadsTo = ([, , remote = "", state]: string[], port: number) =>
  state === ESTABLISHED && Number.parseInt(remote.split(":")[1] ?? "", 16) === port;

/** Inodes of its open sockets. */
async function socketsOf(pid: number): Promise<Set<string> | undefined> {
  const fds = await readdir(`/proc/${pid}/fd`).catch(() => undefined);
  if (!fds) return undefined;
  const targets = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}
