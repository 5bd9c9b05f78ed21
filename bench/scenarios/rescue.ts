/** How long after SIGKILL of the only worker its jobs have settled, when another one starts at once. */
import { buildBacklog, rateOfSettled, settledJobs, untilDone } from "../support/backlog.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { type Backend, newSystem, type System } from "../support/system.ts";
import { waitFor } from "../support/wait-for.ts";

export async function rescue(run: Run): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const backend of run.options.backends) measured.push(...(await rescueOn(run, backend)));
  return measured;
}

async function rescueOn(run: Run, backend: Backend): Promise<Measurement[]> {
  const system = await newSystem(run.services, backend);
  const rounds = bySize(run.options.size, 1, 10, 40);
  const seconds: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    seconds.push(await killAndReplace(system, bySize(run.options.size, 300, 10_000), run.say));
    run.say(`rescue on ${backend}: ${round} of ${rounds}, ${seconds.at(-1)?.toFixed(1)} s`);
  }
  await system.close();
  seconds.sort((a, b) => a - b);
  const common = { who: ASSENT, unit: "s", better: "less" } as const;
  const at = (share: number) => seconds[Math.ceil(seconds.length * share) - 1] ?? Number.NaN;
  return [
    { ...common, what: `from SIGKILL of the only worker to settled (${backend}), p50`, value: at(0.5), also: { rounds } },
    { ...common, what: `from SIGKILL of the only worker to settled (${backend}), most`, value: at(1) },
  ];
}

/** @returns seconds until the last job has settled, of those that were under way and of those behind them. */
async function killAndReplace(system: System, count: number, say: Run["say"]): Promise<number> {
  const { after } = await buildBacklog(system, count, say);
  const first = await system.startWorker();
  await waitFor("the worker is in the middle of it", async () => (await settledJobs(system.sql, after)) > 0, 30_000, 5);
  const killedAt = Date.now();
  await first.stop("SIGKILL");
  const second = await system.startWorker();
  await untilDone(
    () => settledJobs(system.sql, after),
    count,
    (done) => say(`rescue: ${done} of ${count} done`),
  );
  await rateOfSettled(system.sql, count, after);
  const [row] = await system.sql<{ last: number }[]>`
    select extract(epoch from max(settled_at))::float8 * 1000 as last from jobs where id > ${after}`;
  await second.stop();
  return ((row?.last ?? Number.NaN) - killedAt) / 1_000;
}
