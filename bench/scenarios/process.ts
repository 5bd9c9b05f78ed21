/** How many jobs a second the workers do, when a backlog waits for them. */
import { buildBacklog, processBacklog } from "../support/backlog.ts";
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

async function processOn({ services, say }: Run, backend: Backend, backlog: number, workers: number): Promise<Measurement> {
  const system = await newSystem(services, backend);
  const built = await buildBacklog(system, backlog, say);
  const { perSecond, cpuUs } = await processBacklog(system, built, workers, say);
  await system.close();
  const what = `process a backlog of ${backlog.toLocaleString("en")}${workers > 1 ? ` with ${workers} workers` : ""} (${backend})`;
  return { what, who: ASSENT, value: perSecond, unit: "jobs/s", better: "more", cpuUs };
}
