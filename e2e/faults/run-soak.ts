/** Hours of use in minutes: mixed load, a random fault every few seconds, and figures of the processes that outlive them all. */
import { setTimeout as delay } from "node:timers/promises";
import type { Fault, Finding, Scene } from "./fault.ts";
import { FAULTS } from "./faults/index.ts";
import { type Figures, figuresOf, flatness } from "./support/figures.ts";
import { checkInvariants } from "./support/invariants.ts";
import { limits } from "./support/limits.ts";
import { startLoad } from "./support/load.ts";
import type { Options } from "./support/options.ts";
import { type Random, seeded } from "./support/random.ts";
import { startSampler } from "./support/sampler.ts";
import type { Servers } from "./support/servers.ts";
import { nothingOpen } from "./support/settling.ts";
import { type Backend, startSystem } from "./support/system.ts";
import { told } from "./support/table.ts";

const SAMPLE_EVERY_MS = 1_000;
const SETTLE_MS = 30_000;

/** @returns whether all promises were kept, and the figures stayed flat */
export async function runSoak(servers: Servers, { backends, seed, slack, soakMs = 0 }: Options): Promise<boolean> {
  let red = 0;
  for (const backend of backends) {
    for (const finding of await soak(servers, backend, { seed, slack, soakMs: soakMs / backends.length })) {
      console.log(`${backend} | ${told(finding)}`);
      if (!finding.holds) red++;
    }
  }
  console.log(red === 0 ? `\nAll green; seed ${seed}.` : `\n${red} RED; --seed ${seed} repeats it.`);
  return red === 0;
}

async function soak(servers: Servers, backend: Backend, { seed, slack, soakMs }: { seed: number; slack: number; soakMs: number }) {
  const system = await startSystem(servers, backend);
  const random = seeded(seed);
  try {
    const load = await startLoad(system, random.fork());
    const sampler = startSampler(system);
    /** Faults that kill spare the first of each. */
    const figures = watch({ api: system.apis[0]?.pid ?? 0, worker: system.workers[0]?.pid ?? 0 });
    const struck = await strikeFor(soakMs, { servers, system, load, random, atMost: limits(slack) }, faultsOn(backend));
    await load.stop();
    await nothingOpen(system, SETTLE_MS * slack);
    return [...struck, ...(await figures.stop()), await sampler.stop(), ...(await checkInvariants(system, load.operations))];
  } finally {
    await system.close();
  }
}

/** Those that need no processes of another kind, and leave the first of each alive. */
const faultsOn = (backend: Backend) =>
  FAULTS.filter(({ name, backends, options }) => backends.includes(backend) && options === undefined && name !== "all-killed");

async function strikeFor(ms: number, scene: Scene, faults: Fault[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const over = performance.now() + ms; performance.now() < over; ) {
    findings.push(...(await strikeOnce(scene, scene.random.one(faults), scene.random)));
  }
  return findings;
}

async function strikeOnce(scene: Scene, fault: Fault, random: Random): Promise<Finding[]> {
  await scene.load.more(random.between(50, 300));
  const findings = await fault.strike(scene).catch((error: Error) => [{ what: "the run itself", measured: error.message, holds: false }]);
  return findings.map((finding) => ({ ...finding, what: `${fault.name}: ${finding.what}` }));
}

function watch(processes: Record<string, number>) {
  const watched = Object.entries(processes).map(([name, pid]) => ({ name, pid, taken: [] as Figures[] }));
  let over = false;
  async function look() {
    while (!over) {
      for (const { pid, taken } of watched) taken.push(await figuresOf(pid));
      await delay(SAMPLE_EVERY_MS);
    }
  }
  const looking = look();
  return {
    async stop(): Promise<Finding[]> {
      over = true;
      await looking;
      return watched.flatMap(({ name, taken }) => flatness(name, taken));
    },
  };
}
