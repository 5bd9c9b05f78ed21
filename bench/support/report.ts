/** What is left of a run: a table on the terminal, JSON and a plot in bench/results. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Machine } from "./machine.ts";
import type { Measurement } from "./measurement.ts";
import { ROOT } from "./programs.ts";
import { barChart } from "./svg.ts";
import { disciplines, machineLines, number, table, timesBetter } from "./table.ts";

export interface Results {
  measuredAt: string;
  size: string;
  machine: Machine;
  measured: Measurement[];
  /** Scenarios that have no figures, and why. */
  failed: Record<string, string>;
}

/** @param name of the files @returns where they are */
export async function report(results: Results, name: string): Promise<string> {
  const folder = join(ROOT, "bench/results");
  await mkdir(folder, { recursive: true });
  for (const [kind, content] of Object.entries(filesOf(results))) await writeFile(join(folder, `${name}.${kind}`), content);
  console.log(`\n${table(results.measured)}\n\n${machineLines(results.machine)}`);
  for (const [scenario, why] of Object.entries(results.failed)) console.log(`\nFAILED: ${scenario}: ${why}`);
  return join(folder, name);
}

export const filesOf = (results: Results) => ({ json: `${JSON.stringify(results, null, 2)}\n`, svg: plot(results) });

/** Rates only, and only where there is somebody to compare with. */
function plot({ measured, machine }: Results): string {
  const groups = disciplines(measured)
    .filter((group) => group.length > 1 && group[0]?.better === "more")
    .map((group) => ({ title: `${group[0]?.what}, ${group[0]?.unit}`, bars: group.map((one) => barOf(one, group[0] as Measurement)) }));
  return barChart(groups, machineLines(machine).split("\n"));
}

const barOf = (one: Measurement, first: Measurement) => ({
  label: one.who,
  value: one.value,
  text: one === first ? number(one.value) : `${number(one.value)} (Assent: ${number(timesBetter(first, one))}x)`,
  ours: one === first,
});
