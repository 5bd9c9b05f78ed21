/**
 * Counting, apart from telling: a look-up and an addition, because it is done for each job. prom-client's own metrics check and hash
 * their labels each time, 1.5 us for an observation, which would be two per cent of all that a job costs.
 */
import { DURATION_BOUNDS_MS } from "@assent/domain";

export interface Sample {
  labels: Record<string, string>;
  value: number;
  /** Where it is not that of the family: `_bucket`, `_sum` and `_count` of a histogram. */
  metricName?: string;
}

/** All series of one name. */
export interface Family {
  name: string;
  help: string;
  type: "counter" | "gauge" | "histogram";
  samples(): Sample[] | Promise<Sample[]>;
}

export interface Counter extends Family {
  add(by: number, ...labels: string[]): void;
}

export interface Histogram extends Family {
  observe(value: number, ...labels: string[]): void;
}

/** What labels may be is known beforehand; should one not be, it costs no more than this. */
export const MOST_SERIES = 500;
const OTHER = "other";

export function counter(name: string, help: string, labelNames: string[] = []): Counter {
  const series = seriesBy(labelNames, () => ({ count: 0 }));
  return {
    ...{ name, help, type: "counter" },
    add(by, ...labels) {
      series.of(labels).count += by;
    },
    samples: () => series.all().map(({ labels, state }) => ({ labels, value: state.count })),
  };
}

/** Observed in milliseconds, told in seconds. */
export const durations = (name: string, help: string, labelNames: string[] = []): Histogram =>
  histogram({ name, help, labelNames, bounds: DURATION_BOUNDS_MS, perUnit: 1_000 });

const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

export const sizes = (name: string, help: string, labelNames: string[] = []): Histogram =>
  histogram({ name, help, labelNames, bounds: SIZES, perUnit: 1 });

export const gauge = (name: string, help: string, samples: Family["samples"]): Family => ({ name, help, type: "gauge", samples });

export const alone = (value: number): Sample[] => [{ labels: {}, value }];

interface Buckets {
  name: string;
  help: string;
  labelNames: string[];
  bounds: readonly number[];
  /** How many of what is observed are one of what is told. */
  perUnit: number;
}

function histogram({ name, help, labelNames, bounds, perUnit }: Buckets): Histogram {
  const series = seriesBy(labelNames, () => ({ counts: bounds.map(() => 0), count: 0, sum: 0 }));
  const les = bounds.map((bound) => String(bound / perUnit));
  return {
    ...{ name, help, type: "histogram" },
    observe(value, ...labels) {
      const seen = series.of(labels);
      const bucket = bounds.findIndex((bound) => value <= bound);
      if (bucket !== -1) seen.counts[bucket] = (seen.counts[bucket] ?? 0) + 1;
      seen.count++;
      seen.sum += value;
    },
    samples: () =>
      series
        .all()
        .flatMap(({ labels, state: { counts, count, sum } }) => [
          ...cumulative(counts).map((value, i) => ({ metricName: `${name}_bucket`, labels: { ...labels, le: les[i] ?? "" }, value })),
          { metricName: `${name}_bucket`, labels: { ...labels, le: "+Inf" }, value: count },
          { metricName: `${name}_sum`, labels, value: sum / perUnit },
          { metricName: `${name}_count`, labels, value: count },
        ]),
  };
}

function cumulative(counts: number[]): number[] {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum;
  });
}

interface Series<State> {
  labels: Record<string, string>;
  state: State;
}

/** What has no labels is there from the beginning, so that its first increase is seen. */
function seriesBy<State>(labelNames: string[], fresh: () => State) {
  const byKey = new Map<string, Series<State>>();
  const keyOf = (values: string[]) => (values.length === 1 ? (values[0] as string) : values.join("\0"));

  function add(key: string, values: string[]): State {
    const state = fresh();
    byKey.set(key, { labels: Object.fromEntries(labelNames.map((name, i) => [name, values[i] ?? ""])), state });
    return state;
  }
  function other(): State {
    const values = labelNames.map(() => OTHER);
    const key = keyOf(values);
    return byKey.get(key)?.state ?? add(key, values);
  }
  if (labelNames.length === 0) add("", []);
  return {
    of(values: string[]): State {
      const key = keyOf(values);
      return byKey.get(key)?.state ?? (byKey.size < MOST_SERIES ? add(key, values) : other());
    },
    all: () => [...byKey.values()],
  };
}
