/** Full load for as long as it takes to be sure: whether any job is given to a second worker for nothing, and what memory does. */
import { setTimeout as delay } from "node:timers/promises";
import { settledJobs, untilDone } from "../support/backlog.ts";
import { addConsents, CONSENTS, sessionBody } from "../support/consents.ts";
import { keepPosting } from "../support/load.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { rssMiB } from "../support/memory.ts";
import type { Program } from "../support/programs.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { type Backend, newSystem, type System } from "../support/system.ts";

const CONNECTIONS = 64;
const WORKERS = 2;
/** What a fleet that is well never says: a job or a worker was taken for lost. */
const ALARMS = ["jobs.redelivered", "jobs.reconciled", "jobs.locks_lost", "workers.lost", "worker.given_up", "job.attempt_failed"];

export async function steady(run: Run): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const backend of run.options.backends) measured.push(...(await steadyOn(run, backend)));
  return measured;
}

async function steadyOn(run: Run, backend: Backend): Promise<Measurement[]> {
  const system = await newSystem(run.services, backend);
  const api = await system.startApi();
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => system.startWorker()));
  const seconds = bySize(run.options.size, 2, 30, 600);
  const { settled, tenths } = await underLoad(run, system, api.url, workers, seconds);
  const told = Object.fromEntries(ALARMS.map((event) => [event, workers.reduce((sum, worker) => sum + worker.count(event), 0)]));
  await system.close();
  const common = { who: ASSENT, better: "less" } as const;
  const what = `${seconds} s at full load (${backend})`;
  return [
    { ...common, what: `${what}: accepted and settled`, value: settled / seconds, unit: "jobs/s", better: "more" },
    {
      ...common,
      what: `${what}: false alarms`,
      value: Object.values(told).reduce((a, b) => a + b, 0),
      unit: "",
      also: { settled, ...told },
    },
    {
      ...common,
      what: `${what}: RSS of a worker, the most`,
      value: Math.max(...tenths),
      unit: "MiB",
      also: { each_tenth_mib: tenths.join(" ") },
    },
  ];
}

async function underLoad({ say }: Run, system: System, url: string, workers: Program[], seconds: number) {
  const bodies = (await addConsents(system.sql, CONSENTS)).map((consent) => sessionBody(consent));
  const headers = { prefer: "respond-async" };
  const load = keepPosting({ url, path: "/api/v1/sessions", bodies, connections: CONNECTIONS, headers });
  const tenths: number[] = [];
  for (let tenth = 1; tenth <= 10; tenth++) {
    await delay(seconds * 100);
    tenths.push(Math.max(...(await Promise.all(workers.map(({ pid }) => rssMiB(pid))))));
    say(`steady on ${system.backend}: ${tenth} of 10, ${tenths.at(-1)} MiB`);
  }
  await load.stop();
  const [row] = await system.sql<{ jobs: number }[]>`select count(*)::int as jobs from jobs`;
  const settled = row?.jobs ?? 0;
  await untilDone(
    () => settledJobs(system.sql),
    settled,
    (done) => say(`steady on ${system.backend}: ${done} of ${settled} settled`),
  );
  return { settled, tenths };
}
