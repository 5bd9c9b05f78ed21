/** How many jobs a second the workers do, when a backlog waits for them. */
import { buildBacklog, rateOfSettled, settledJobs, untilDone } from "../support/backlog.ts";
import { perItem, spent } from "../support/cpu.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { type Backend, newSystem } from "../support/system.ts";
import { processByPeers } from "./process-peers.ts";

export async function process(run: Run): Promise<Measurement[]> {
  const { size, backlog = bySize(size, 300, 15_000), workers = 1, backends } = run.options;
  const measured: Measurement[] = [];
  const peers = run.options.peers ? await processByPeers(run, backlog) : undefined;
  for (const backend of backends) {
    const ours = await processOn(run, backend, backlog, workers);
    measured.push(ours, ...(peers?.[backend] ?? []).map((figures) => ({ ...figures, what: ours.what })));
  }
  return measured;
}

async function processOn({ services, say }: Run, backend: Backend, backlog: number, count: number): Promise<Measurement> {
  const system = await newSystem(services, backend);
  const { sql, meter } = system;
  await buildBacklog(system, backlog, say);
  const what = `process a backlog of ${backlog.toLocaleString("en")}${count > 1 ? ` with ${count} workers` : ""} (${backend})`;
  say(`${what}: starting`);
  const before = await meter.read();
  const workers = await Promise.all(Array.from({ length: count }, () => system.startWorker()));
  /** What a worker spends to start is the memory scenario's subject. */
  const started = await meter.read({ worker: workers });
  await untilDone(
    () => settledJobs(sql),
    backlog,
    (done) => say(`${what}: ${done} done`),
  );
  const after = await meter.read({ worker: workers });
  const cpuUs = perItem(spent({ ...started, ...before }, after), backlog);
  const value = await rateOfSettled(sql, backlog);
  await system.close();
  return { what, who: ASSENT, value, unit: "jobs/s", better: "more", cpuUs };
}
