/** What workers are scaled by on Kubernetes, as Prometheus is asked for it; the adapter's rules are held equal to it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "./process.ts";

interface Trigger {
  name: string;
  metadata: { query: string };
}

export function scalingQueries(): [name: string, expr: string][] {
  const triggers: Trigger[] = parse(readFileSync(join(ROOT, "deploy/kubernetes/keda.yaml"), "utf8")).spec.triggers;
  return triggers.map(({ name, metadata }) => [name, metadata.query]);
}
