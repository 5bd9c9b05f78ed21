/** Runs one peer as a process of its own, on a database and a namespace of its own. */
import { randomBytes } from "node:crypto";
import type { Task } from "../peers/main.ts";
import type { Target } from "../peers/peer.ts";
import { createPeerTables } from "../peers/tables.ts";
import { onEnd } from "./cleanup.ts";
import { type Cpu, CpuMeter, perItem, spent } from "./cpu.ts";
import { type BenchDatabase, cloneDatabase } from "./databases.ts";
import { type Program, startProgram } from "./programs.ts";
import type { Services } from "./services.ts";
import { type Backend, dropKeys } from "./system.ts";

export interface PeerRun {
  target: Target;
  database: BenchDatabase;
  /** CPU per item, from when the peer was ready until `over`. */
  measure<T>(task: Task, items: number, over: (program: Program) => Promise<T>): Promise<{ value: T; cpuUs: Cpu }>;
  close(): Promise<void>;
}

export async function newPeerRun({ postgres, redis }: Services, backend: Backend): Promise<PeerRun> {
  const database = await cloneDatabase(postgres);
  await createPeerTables(database.sql);
  const redisUrl = backend === "redis" ? redis?.url : undefined;
  const target = { databaseUrl: database.url, redisUrl, prefix: `{assent-peer-${randomBytes(6).toString("hex")}}` };
  const meter = new CpuMeter(database.sql, redisUrl);
  const close = onEnd(async () => {
    meter.close();
    await database.drop();
    if (redisUrl) await dropKeys(redisUrl, target.prefix);
  });
  return {
    ...{ target, database, close },
    async measure(task, items, over) {
      const before = await meter.read();
      const program = startProgram("bench/peers/main.ts", { PEER_TARGET: JSON.stringify(target), PEER_TASK: JSON.stringify(task) });
      await program.event("ready");
      const started = await meter.read({ worker: [program] });
      const value = await over(program);
      const cpuUs = perItem(spent({ ...started, ...before }, await meter.read({ worker: [program] })), items);
      await program.stop("SIGKILL");
      return { value, cpuUs };
    },
  };
}
