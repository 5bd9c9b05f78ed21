/**
 * Two systems that do the same at the same time, so that whatever else goes on meets both: what differs between them is told even
 * where a rate says nothing. CPU is compared, of the API or the worker and of what PostgreSQL does for it, once these have compiled
 * what they run: of what is done for one request in ten, that takes thousands.
 */
import { type Backlog, buildBacklog, processBacklog } from "./backlog.ts";
import type { Cpu } from "./cpu.ts";
import { percentile } from "./load.ts";
import { ASSENT, type Measurement } from "./measurement.ts";
import { bySize, type Run } from "./scenario.ts";
import type { Backend, System } from "./system.ts";

export interface Comparison {
  /** Of which the second is measured, beside the first. */
  start: (backend: Backend) => Promise<[System, System]>;
  about: string;
}

/** Of CPU, in microseconds. */
interface Cost {
  request: number;
  job: number;
}

interface Pair {
  first: Cost;
  second: Cost;
}

export async function comparePairs(run: Run, comparison: Comparison): Promise<Measurement[]> {
  /** Odd, so that there is one in the middle. */
  const rounds = bySize(run.options.size, 1, 5);
  const measured: Measurement[] = [];
  for (const backend of run.options.backends) {
    const pairs: Pair[] = [];
    while (pairs.length < rounds) pairs.push(await pairOf(run, await comparison.start(backend)));
    for (const what of ["request", "job"] as const) measured.push(figureOf(what, `${comparison.about} (${backend})`, pairs));
  }
  return measured;
}

async function pairOf({ options, say }: Run, systems: [System, System]): Promise<Pair> {
  const backlog = options.backlog ?? bySize(options.size, 120, 60_000);
  const warmUp = bySize(options.size, undefined, Math.floor(backlog / 3));
  const built = await Promise.all(systems.map((system) => buildBacklog(system, backlog, say, warmUp)));
  /** Only when both are ready: one alone would have the machine for itself. */
  const processed = await Promise.all(systems.map((system, i) => processBacklog(system, built[i] as Backlog, 1, say, warmUp)));
  for (const system of systems) await system.close();
  const costOf = (i: 0 | 1): Cost => ({ request: sumOf(built[i]?.cpuUs, "api"), job: sumOf(processed[i]?.cpuUs, "worker") });
  return { first: costOf(0), second: costOf(1) };
}

/** Without PostgreSQL where that is on another machine, or in a container. */
const sumOf = (cpu: Cpu | undefined, program: string) => (cpu?.[program] ?? Number.NaN) + (cpu?.["postgres"] ?? 0);

function figureOf(what: keyof Cost, about: string, pairs: Pair[]): Measurement {
  const ratios = pairs.map(({ first, second }) => second[what] / first[what]);
  const median = (of: keyof Pair) =>
    percentile(
      pairs.map((pair) => pair[of][what]),
      50,
    );
  return {
    ...{ who: ASSENT, what: `CPU of a ${what}, ${about}`, better: "less", unit: "us", value: median("second") },
    also: {
      beside_us: Math.round(median("first")),
      dearer_by: percent(percentile(ratios, 50)),
      least: percent(Math.min(...ratios)),
      most: percent(Math.max(...ratios)),
    },
  };
}

const percent = (ratio: number) => `${(100 * (ratio - 1)).toFixed(1)} %`;
