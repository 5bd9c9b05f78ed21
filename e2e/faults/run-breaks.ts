import { fileURLToPath } from "node:url";
import { BREAKS, type Break } from "./breaks.ts";
import { FAULTS } from "./faults/index.ts";
import { suffer, THE_RUN, type Verdict } from "./matrix.ts";
import type { Options } from "./support/options.ts";
import type { Servers } from "./support/servers.ts";
import { isGreen, line } from "./support/table.ts";

/** As many processes as it takes to meet one another: what they lack shows as well. */
const FEW = { apis: 1, workers: 2 };
const BROKEN = fileURLToPath(new URL("./preloads/broken.ts", import.meta.url));

/** @returns whether all promises were kept without one mechanism; of several, whether the suite noticed each, for the right reason */
export const runWithout = (servers: Servers, [first = "", ...others]: string[], options: Options): Promise<boolean> =>
  others.length === 0 ? runBroken(servers, first, options) : runEachBroken(servers, [first, ...others], options);

async function runBroken(servers: Servers, name: string, options: Options): Promise<boolean> {
  const verdict = await sufferWithout(servers, name, options);
  console.log(line(verdict));
  console.log(`\n${reason(breakOf(name), verdict)}; --seed ${options.seed} repeats it.`);
  return isGreen(verdict);
}

async function runEachBroken(servers: Servers, names: string[], options: Options): Promise<boolean> {
  let missed = 0;
  for (const name of names) {
    const broken = breakOf(name);
    const verdict = await sufferWithout(servers, name, options);
    console.log(`${name.padEnd(14)} | ${broken.fault} (${verdict.backend}) | ${reason(broken, verdict)}`);
    if (!isNoticed(broken, verdict)) missed++;
  }
  console.log(missed === 0 ? "\nEach was noticed." : `\n${missed} NOT NOTICED; --seed ${options.seed} repeats it.`);
  return missed === 0;
}

function sufferWithout(servers: Servers, name: string, options: Options): Promise<Verdict> {
  const fault = FAULTS.find((one) => one.name === breakOf(name).fault);
  if (!fault) throw new Error(`there is no fault ${breakOf(name).fault}`);
  const backend = options.backends.find((one) => fault.backends.includes(one)) ?? "redis";
  const every = { node: ["--import", BROKEN], env: { FAULTS_BREAK: name } };
  return suffer(servers, fault, backend, options, { ...FEW, ...fault.options, every });
}

function breakOf(name: string): Break {
  const found = BREAKS[name];
  if (!found) throw new Error(`--break must be one of ${Object.keys(BREAKS).join(", ")} or all, and is ${name}`);
  return found;
}

const isNoticed = ({ shows }: Break, { findings }: Verdict) => findings.some(({ what, holds }) => what === shows && !holds);

function reason(broken: Break, verdict: Verdict): string {
  const shown = verdict.findings.find(({ what }) => what === broken.shows);
  if (isNoticed(broken, verdict)) return `without ${broken.without}: red, as it should be: ${shown?.what}: ${shown?.measured}`;
  const run = verdict.findings.find(({ what, holds }) => what === THE_RUN && !holds);
  const told = [shown, run].map((finding) => finding && `${finding.what}: ${finding.measured}`);
  return `without ${broken.without}: NOT NOTICED: ${told.filter(Boolean).join("; ")}`;
}
