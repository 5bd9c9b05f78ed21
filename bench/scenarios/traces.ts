/**
 * What traces cost, when one request in ten is kept: a system with and one without do the same at the same time, so that whatever else
 * goes on meets both. Each process's own CPU is compared.
 */
import { type Backlog, buildBacklog, processBacklog } from "../support/backlog.ts";
import { startCollector } from "../support/collector.ts";
import type { Cpu } from "../support/cpu.ts";
import { percentile } from "../support/load.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { type Backend, newSystem } from "../support/system.ts";

const KEPT = "0.1";

/** Of CPU, in microseconds. */
interface Cost {
  request: number;
  job: number;
}

export async function traces(run: Run): Promise<Measurement[]> {
  const { size, backlog = bySize(size, 100, 40_000), backends } = run.options;
  const rounds = bySize(size, 1, 4);
  const measured: Measurement[] = [];
  for (const backend of backends) {
    const pairs: Pair[] = [];
    while (pairs.length < rounds) pairs.push(await pairOn(run, backend, backlog));
    measured.push(figureOf("request", backend, pairs), figureOf("job", backend, pairs));
  }
  return measured;
}

interface Pair {
  without: Cost;
  with: Cost;
}

async function pairOn({ services, say }: Run, backend: Backend, backlog: number): Promise<Pair> {
  const collector = await startCollector();
  const traced = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: KEPT,
  };
  const systems = await Promise.all([newSystem(services, backend), newSystem(services, backend, traced)]);
  const built = await Promise.all(systems.map((system) => buildBacklog(system, backlog, say)));
  /** Only when both are ready: one alone would have the machine for itself. */
  const processed = await Promise.all(systems.map((system, i) => processBacklog(system, built[i] as Backlog, 1, say)));
  for (const system of systems) await system.close();
  const [without, withTraces] = built.map(({ cpuUs }, i) => costOf(cpuUs, processed[i]?.cpuUs));
  return { without, with: withTraces } as Pair;
}

const costOf = (accepting: Cpu, processing: Cpu | undefined): Cost => ({
  request: accepting["api"] ?? Number.NaN,
  job: processing?.["worker"] ?? Number.NaN,
});

function figureOf(what: keyof Cost, backend: Backend, pairs: Pair[]): Measurement {
  const ratios = pairs.map((pair) => pair.with[what] / pair.without[what]);
  const median = (of: keyof Pair) =>
    percentile(
      pairs.map((pair) => pair[of][what]),
      50,
    );
  return {
    ...{ who: ASSENT, what: `CPU of a ${what}, of which one in ten is traced (${backend})` },
    ...{ better: "less", unit: "us", value: median("with") },
    also: {
      us_without_traces: Math.round(median("without")),
      dearer_by: percent(percentile(ratios, 50)),
      least: percent(Math.min(...ratios)),
      most: percent(Math.max(...ratios)),
    },
  };
}

const percent = (ratio: number) => `${(100 * (ratio - 1)).toFixed(1)} %`;
