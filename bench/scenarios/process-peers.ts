/** The same work by the peers, and BullMQ without any work. */
import { fillNoops } from "../peers/bullmq-noop.ts";
import { NAIVE, PEERS } from "../peers/index.ts";
import { sessionJob } from "../peers/peer.ts";
import { rateOfSettled, settledJobs, untilDone } from "../support/backlog.ts";
import { addConsents, CONSENTS } from "../support/consents.ts";
import type { Measurement } from "../support/measurement.ts";
import { newPeerRun } from "../support/peer-run.ts";
import type { Run } from "../support/scenario.ts";
import type { Backend } from "../support/system.ts";

type Figures = Omit<Measurement, "what">;
const COMMON = { unit: "jobs/s", better: "more" } as const;
/** More would only take longer: their rates do not depend on it. */
const MOST_JOBS = 15_000;

/** Each runs once and stands beside Assent on both backends, but for those that need the one or the other. */
export async function processByPeers(run: Run, backlog: number): Promise<Record<Backend, Figures[]>> {
  const count = Math.min(backlog, MOST_JOBS);
  const { backends } = run.options;
  const found: Record<Backend, Figures[]> = { redis: [], postgres: [] };
  for (const who of Object.keys(PEERS)) {
    const only: Backend[] = who === NAIVE ? backends.filter((backend) => backend === "redis") : backends;
    if (only.length === 0) continue;
    const figures = await workOff(run, who, who === NAIVE ? "redis" : "postgres", count);
    for (const backend of only) found[backend].push(figures);
  }
  for (const backend of backends) found[backend].push(await noop(run, backend, count));
  return found;
}

async function workOff({ services, say }: Run, who: string, backend: Backend, count: number): Promise<Figures> {
  const { target, database, measure, close } = await newPeerRun(services, backend);
  say(`${who}: adding ${count} jobs`);
  const consents = await addConsents(database.sql, CONSENTS);
  const jobs = Array.from({ length: count }, (_, i) => sessionJob(consents[i % CONSENTS] as (typeof consents)[number]));
  await PEERS[who]?.fill(target, jobs);
  const { cpuUs } = await measure({ do: "work", peer: who }, count, () =>
    untilDone(
      () => settledJobs(database.sql, undefined, "peers"),
      count,
      (done) => say(`${who}: ${done} of ${count} done`),
    ),
  );
  const value = await rateOfSettled(database.sql, count, undefined, "peers");
  await close();
  return { ...COMMON, who, value, cpuUs, also: { jobs: count } };
}

async function noop({ services, say }: Run, backend: Backend, count: number): Promise<Figures> {
  const { target, measure, close } = await newPeerRun(services, backend);
  say(`BullMQ without work (${backend})`);
  await fillNoops(target, count);
  const { value, cpuUs } = await measure({ do: "noop", count }, count, async (program) =>
    Number((await program.event("done", 600_000))["per_second"]),
  );
  await close();
  return { ...COMMON, who: `BullMQ, jobs that do nothing (${backend})`, value, cpuUs, also: { jobs: count } };
}
