import type { Metric } from "prom-client";
import type { Family } from "./series.ts";

export interface Exposition {
  type: string;
  body: string;
}

/** As Prometheus reads it. A process that nobody scrapes never loads what writes it. */
export async function expose(families: Family[]): Promise<Exposition> {
  const { default: Registry } = await import("prom-client/lib/registry.js");
  const registry = new Registry();
  for (const family of families) registry.registerMetric(asMetric(family));
  return { type: registry.contentType, body: await registry.metrics() };
}

const asMetric = ({ name, help, type, samples }: Family) =>
  ({ name, get: async () => ({ name, help, type, aggregator: "sum", values: await samples() }) }) as unknown as Metric<string>;
