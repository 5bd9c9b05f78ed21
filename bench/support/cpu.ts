/**
 * CPU seconds by process, from /proc: steadier than a rate on a shared machine, and it shows who pays.
 *
 * PostgreSQL counts as a whole: the living backends, and those that ended (their parent has their sum); but for the
 * connection that watches. So nothing else should work on the same server meanwhile; where something does, the backends of
 * its own database are counted alone, those that have ended up to when they were last seen.
 */
import { readdir, readFile } from "node:fs/promises";
import { Redis } from "ioredis";
import type postgres from "postgres";
import type { Program } from "./programs.ts";

/** CPU in microseconds since each process began, or what was spent between two such readings. */
export type Cpu = Record<string, number>;

const MICROSECONDS_PER_TICK = 10_000;

interface Stat {
  parent: number;
  ownUs: number;
  /** Of its children that have ended and been waited for. */
  endedUs: number;
}

export class CpuMeter {
  readonly #sql: postgres.Sql;
  readonly #redis: Redis | undefined;
  readonly #isAlone: boolean;
  /** Of each backend of its own database, as it was seen last: what ends keeps what it has spent. */
  readonly #backends = new Map<number, number>();

  /** @param isAlone whether nothing but what is measured works on the server */
  constructor(sql: postgres.Sql, redisUrl: string | undefined, isAlone = true) {
    this.#sql = sql;
    this.#isAlone = isAlone;
    this.#redis = redisUrl ? new Redis(redisUrl, { connectionName: "assent-bench" }) : undefined;
  }

  /** Undefined figures (another platform, a server elsewhere) are left out. */
  async read(programs: Record<string, Program[]> = {}): Promise<Cpu> {
    const postgresOf = this.#isAlone ? this.#server() : this.#database();
    const [postgresUs, redisUs] = await Promise.all([postgresOf, this.#redisUs()]);
    const cpu: Cpu = {};
    if (postgresUs !== undefined) cpu["postgres"] = postgresUs;
    if (redisUs !== undefined) cpu["redis"] = redisUs;
    for (const [name, ones] of Object.entries(programs)) {
      const spent = await Promise.all(ones.map(({ pid }) => cpuOf(pid)));
      if (spent.every((us) => us !== undefined)) cpu[name] = spent.reduce((sum, us) => sum + us, 0);
    }
    return cpu;
  }

  close() {
    this.#redis?.disconnect();
  }

  async #server(): Promise<number | undefined> {
    const [row] = await this.#sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const watching = await statOf(row?.pid ?? 0);
    const server = watching && (await statOf(watching.parent));
    if (!watching || !server) return undefined;
    const backends = await childrenOf(watching.parent);
    return server.ownUs + server.endedUs + backends.reduce((sum, { ownUs }) => sum + ownUs, 0) - watching.ownUs;
  }

  async #database(): Promise<number | undefined> {
    const rows = await this.#sql<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`;
    for (const { pid } of rows) {
      const us = await cpuOf(pid);
      if (us !== undefined) this.#backends.set(pid, us);
    }
    return this.#backends.size > 0 ? [...this.#backends.values()].reduce((sum, us) => sum + us, 0) : undefined;
  }

  async #redisUs(): Promise<number | undefined> {
    const info = await this.#redis?.info("cpu");
    if (!info) return undefined;
    const seconds = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)?.[1] ?? 0);
    return Math.round((seconds("used_cpu_user") + seconds("used_cpu_sys")) * 1e6);
  }
}

/** What was spent between two readings. */
export const spent = (before: Cpu, after: Cpu): Cpu =>
  Object.fromEntries(Object.entries(after).flatMap(([name, us]) => (name in before ? [[name, us - (before[name] ?? 0)]] : [])));

export const perItem = (cpu: Cpu, items: number): Cpu =>
  Object.fromEntries(Object.entries(cpu).map(([name, us]) => [name, Math.round(us / items)]));

/** @returns undefined where there is no /proc or no such process. */
export const cpuOf = async (pid: number): Promise<number | undefined> => (await statOf(pid))?.ownUs;

async function statOf(pid: number | string): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  /** The second field is the program's name in parentheses, and may contain anything. */
  const fields = text
    ?.slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  if (!fields) return undefined;
  const [, parent = 0] = fields;
  const ticks = (first: number) => ((fields[first] ?? 0) + (fields[first + 1] ?? 0)) * MICROSECONDS_PER_TICK;
  return { parent, ownUs: ticks(11), endedUs: ticks(13) };
}

async function childrenOf(parent: number): Promise<Stat[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map(statOf));
  return stats.filter((stat) => stat?.parent === parent) as Stat[];
}
