/** A Prometheus of the test's own that looks every second. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyJson } from "@assent/testkit";
import { ownFolder } from "./folder.ts";
import { freePort } from "./ports.ts";
import { startProgram } from "./process.ts";

export interface OwnPrometheus {
  /** What an expression gives now: one value for each series. */
  query(expr: string): Promise<{ labels: Record<string, string>; value: number }[]>;
  /** The names of the alerts that fire, each with its labels. */
  firing(): Promise<Record<string, string>[]>;
  /** From now on it scrapes these, by job, beside those that it was told before. */
  scrape(job: string, url: string): void;
}

/** @param rules those of alerts.yaml, with other times */
export async function ownPrometheus(rules: string): Promise<OwnPrometheus> {
  const folder = ownFolder("prometheus");
  const port = await freePort();
  const targets: { targets: string[]; labels: { job: string } }[] = [];
  const tell = () => writeFileSync(join(folder, "targets.json"), JSON.stringify(targets));
  tell();
  writeFileSync(join(folder, "alerts.yaml"), rules);
  writeFileSync(join(folder, "prometheus.yaml"), CONFIG);
  const started = startProgram("prometheus", [
    `--config.file=${join(folder, "prometheus.yaml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  await started.output(/Server is ready to receive web requests/);

  async function ask(path: string): Promise<AnyJson> {
    const answer: AnyJson = await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json();
    if (answer.status !== "success") throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer.data;
  }

  return {
    async query(expr) {
      const { result } = await ask(`query?query=${encodeURIComponent(expr)}`);
      return result.map(({ metric, value }: AnyJson) => ({ labels: metric, value: Number(value[1]) }));
    },
    async firing() {
      const { alerts } = await ask("alerts");
      return alerts.filter(({ state }: AnyJson) => state === "firing").map(({ labels }: AnyJson) => labels);
    },
    scrape(job, url) {
      targets.push({ targets: [new URL(url).host], labels: { job } });
      tell();
    },
  };
}

const CONFIG = `
global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: [alerts.yaml]
scrape_configs:
  - job_name: assent
    file_sd_configs: [{ files: [targets.json], refresh_interval: 1s }]
`;
