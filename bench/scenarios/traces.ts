/** What traces cost, when one request in ten is kept. */
import { startCollector } from "../support/collector.ts";
import type { Measurement } from "../support/measurement.ts";
import { comparePairs } from "../support/pairs.ts";
import type { Run } from "../support/scenario.ts";
import { newSystem } from "../support/system.ts";

export async function traces(run: Run): Promise<Measurement[]> {
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: await startCollector(),
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.1",
  };
  return comparePairs(run, {
    about: "of which one in ten is traced",
    start: (backend) =>
      Promise.all([newSystem(run.services, backend, { isAlone: false }), newSystem(run.services, backend, { isAlone: false, variables })]),
  });
}
