import type { PoolObserver } from "@assent/db";
import { type JobObserver, kinds } from "@assent/jobs";
import type { JobEvents } from "@assent/jobs/worker";
import { eventMetrics } from "./events.ts";
import { type Exposition, expose } from "./exposition.ts";
import { type FleetSources, fleetMetrics } from "./fleet.ts";
import { type HttpObserver, httpMetrics } from "./http.ts";
import { jobMetrics } from "./jobs.ts";
import { poolMetrics } from "./pools.ts";
import { processMetrics } from "./process.ts";
import type { Family } from "./series.ts";

/** Everything that is counted in a process; it has one, whatever parts of Assent run in it. */
export interface Metrics {
  jobs: JobObserver;
  events: JobEvents;
  pools: PoolObserver;
  http: HttpObserver;
  /** From now on this process tells of the whole fleet as well; one part of it does. */
  tellOfFleet(sources: FleetSources): void;
  expose(): Promise<Exposition>;
}

export function createMetrics(part: string): Metrics {
  const names = kinds.map(({ name }) => name);
  const [jobs, events, pools, http] = [jobMetrics(names), eventMetrics(names), poolMetrics(), httpMetrics()];
  const own = [...processMetrics(part), ...[jobs, events, pools, http].flatMap(({ families }) => families)];
  let fleet: Family[] | undefined;
  return {
    ...{ jobs: jobs.observer, events: events.events, pools: pools.observer, http: http.observer },
    tellOfFleet(sources) {
      fleet ??= fleetMetrics(sources);
    },
    expose: () => expose([...own, ...(fleet ?? [])]),
  };
}
