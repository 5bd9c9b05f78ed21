/** Many workers on this one machine: whether all of them come up, whether one is taken for lost, and what idling costs. */
import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { connectionsTo } from "../support/connections.ts";
import { type Cpu, spent } from "../support/cpu.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { newSystem } from "../support/system.ts";
import { waitFor } from "../support/wait-for.ts";
import { runningWorkers } from "./memory.ts";

const COMMON = { who: ASSENT, better: "less" } as const;
const START_WITHIN_MS = 240_000;

export async function fleet({ services, options, say }: Run): Promise<Measurement[]> {
  const size = options.workers ?? bySize(options.size, 2, 20, 50);
  const system = await newSystem(services, options.backends[0] ?? "postgres");
  const began = performance.now();
  const workers = await Promise.all(Array.from({ length: size }, () => system.startWorker(START_WITHIN_MS)));
  const allRun = async () => {
    const running = await runningWorkers(system);
    say(`fleet: ${running} of ${size} workers run`);
    return running === size;
  };
  await waitFor(`${size} workers run`, allRun, START_WITHIN_MS, 250);
  const upAfterS = (performance.now() - began) / 1_000;
  const settleMs = bySize(options.size, 100, 5_000);
  const idleMs = bySize(options.size, 500, 20_000);
  await delay(settleMs);
  say(`fleet: ${size} workers idle`);
  const before = await system.meter.read({ worker: workers });
  await delay(idleMs);
  const cpu = spent(before, await system.meter.read({ worker: workers }));
  const [lost] = await system.sql<{ n: number }[]>`select count(*)::int as n from audit_logs where action = 'worker.lost'`;
  const perWorker = await Promise.all(workers.map(({ pid }) => connectionsTo(pid, system.databaseUrl, 5432)));
  await system.close();

  const figure = (what: string, value: number, unit: string, also = {}) => ({
    ...COMMON,
    what: `${size} workers on one host: ${what}`,
    value,
    unit,
    also,
  });
  return [
    figure("all run after", upAfterS, "s"),
    figure("falsely lost", lost?.n ?? Number.NaN, ""),
    figure("CPU while idle", 100 * share(cpu, idleMs), "% of all cores", sharesOf(cpu, idleMs)),
    figure(
      "PostgreSQL connections",
      perWorker.reduce((sum, one) => sum + one, 0),
      "",
    ),
  ];
}

/** Of all cores, by everything together. */
const share = (cpu: Cpu, ms: number) => Object.values(cpu).reduce((sum, us) => sum + us, 0) / (ms * 1_000 * availableParallelism());

const sharesOf = (cpu: Cpu, ms: number) =>
  Object.fromEntries(Object.entries(cpu).map(([name, us]) => [`${name}_percent`, 100 * share({ [name]: us }, ms)]));
