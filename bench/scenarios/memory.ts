/** What a worker costs before it has done anything, and while it works. */
import { setTimeout as delay } from "node:timers/promises";
import { settledJobs, untilDone } from "../support/backlog.ts";
import { connectionsTo } from "../support/connections.ts";
import { addConsents, CONSENTS, sessionBody } from "../support/consents.ts";
import { cpuOf } from "../support/cpu.ts";
import { post } from "../support/load.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { rssMiB, watchRss } from "../support/memory.ts";
import { type Program, startProgram } from "../support/programs.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { type Backend, newSystem, type System } from "../support/system.ts";
import { waitFor } from "../support/wait-for.ts";

const COMMON = { who: ASSENT, better: "less" } as const;
const BARE = { who: "Node with nothing imported", better: "less" } as const;

export async function memory(run: Run): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  const bare = run.options.peers ? await bareNode() : [];
  for (const backend of run.options.backends) measured.push(...(await oneWorker(run, backend)));
  const beside = bare.flatMap((one) => measured.filter(({ what }) => what.startsWith(one.what)).map(({ what }) => ({ ...one, what })));
  return [...measured, ...beside];
}

async function bareNode(): Promise<Measurement[]> {
  const node = startProgram("bench/peers/bare-node.mjs", {});
  await node.event("ready");
  const [cpuUs, rss] = [await cpuOf(node.pid), await rssMiB(node.pid)];
  await node.stop("SIGKILL");
  return [
    { ...BARE, what: "worker: RSS idle", value: rss, unit: "MiB" },
    { ...BARE, what: "worker: CPU to start", value: (cpuUs ?? Number.NaN) / 1e6, unit: "s" },
  ];
}

async function oneWorker(run: Run, backend: Backend): Promise<Measurement[]> {
  const { services, options, say } = run;
  const system = await newSystem(services, backend);
  const worker = await system.startWorker();
  await waitFor("the worker takes jobs", async () => (await runningWorkers(system)) === 1, 30_000, 20);
  const startUs = (await cpuOf(worker.pid)) ?? Number.NaN;
  const idleMs = bySize(options.size, 500, 10_000);
  say(`memory on ${backend}: idle`);
  await delay(idleMs);
  const idle = {
    rss: await rssMiB(worker.pid),
    cpuUs: (await cpuOf(worker.pid)) ?? Number.NaN,
    ...(await connections(run, system, worker)),
  };
  const busy = await underLoad(run, system, worker);
  await system.close();
  const figure = (what: string, value: number, unit: string, also = {}) => ({
    ...COMMON,
    what: `worker: ${what} (${backend})`,
    value,
    unit,
    also,
  });
  return [
    figure("CPU to start", startUs / 1e6, "s"),
    figure("RSS idle", idle.rss, "MiB", { cpu_share_of_a_core: (idle.cpuUs - startUs) / (idleMs * 1_000) }),
    figure("RSS under load, the most", busy.mostRss, "MiB", { at_the_end_mib: busy.lastRss, each_tenth_mib: busy.tenths.join(" ") }),
    figure("PostgreSQL connections under load", busy.postgres, "", { idle: idle.postgres }),
    ...(backend === "redis" ? [figure("Redis connections", busy.redis, "", { idle: idle.redis })] : []),
  ];
}

export const runningWorkers = async ({ sql }: System): Promise<number> => {
  const [row] = await sql<{ n: number }[]>`select count(*)::int as n from workers where status = 'running'`;
  return row?.n ?? 0;
};

async function connections({ services }: Run, { databaseUrl }: System, { pid }: Program) {
  const redis = services.redis ? await connectionsTo(pid, services.redis.url, 6379) : 0;
  return { postgres: await connectionsTo(pid, databaseUrl, 5432), redis };
}

/** Accepts as fast as the API can, ten times, and lets the worker end its backlog. */
async function underLoad(run: Run, system: System, worker: Program) {
  const tenth = bySize(run.options.size, 100, 4_000, 60_000);
  const bodies = (await addConsents(system.sql, CONSENTS)).map((consent) => sessionBody(consent));
  const api = await system.startApi();
  const most = { postgres: 0, redis: 0 };
  const tenths: number[] = [];
  const watch = watchRss(worker.pid);
  for (let i = 1; i <= 10; i++) {
    run.say(`memory on ${system.backend}: load, ${i} of 10`);
    await post({ url: api.url, path: "/api/v1/sessions", bodies, amount: tenth, connections: 64, headers: { prefer: "respond-async" } });
    const now = await connections(run, system, worker);
    most.postgres = Math.max(most.postgres, now.postgres);
    most.redis = Math.max(most.redis, now.redis);
    tenths.push(await rssMiB(worker.pid));
  }
  await untilDone(
    () => settledJobs(system.sql),
    10 * tenth,
    (done) => run.say(`memory on ${system.backend}: ${done} done`),
  );
  return { ...most, tenths, mostRss: watch.stop(), lastRss: await rssMiB(worker.pid) };
}
