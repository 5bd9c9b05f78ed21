/**
 * Measures Assent from outside, beside its peers, on this machine:
 *
 *   npm run bench -- [accept process wait events expiry withdrawal growth overload memory fleet rescue steady traces beside] [--size tiny|normal|full]
 *     [--backend redis|postgres] [--alone] [--backlog 60000] [--workers 2] [--apis 2] [--rows 5000000] [--other ../before]
 *
 * `--alone` leaves the peers out. `beside` is no part of a whole run: it measures this checkout beside the one that `--other` names, in
 * which dependencies are installed, or else beside itself. DATABASE_URL and REDIS_URL name servers to use; without them it starts its own. Nothing
 * else should run meanwhile, on the machine or on the servers. A whole run writes bench/results/latest, a part of one
 * bench/results/partial. CPU and memory are read from /proc, so they are missing where there is none.
 */
import { parseArgs } from "node:util";
import { SCENARIOS } from "./scenarios/index.ts";
import { runAndCleanUp, undoing } from "./support/cleanup.ts";
import { describeMachine } from "./support/machine.ts";
import type { Measurement } from "./support/measurement.ts";
import { progress } from "./support/progress.ts";
import { report } from "./support/report.ts";
import type { Options, Size } from "./support/scenario.ts";
import { provideServices } from "./support/services.ts";
import type { Backend } from "./support/system.ts";

const readCommandLine = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      size: { type: "string", default: "normal" },
      backend: { type: "string" },
      alone: { type: "boolean", default: false },
      backlog: { type: "string" },
      workers: { type: "string" },
      apis: { type: "string" },
      rows: { type: "string" },
      other: { type: "string" },
    },
  });

const oneOf = <T extends string>(name: string, value: string, allowed: readonly T[]): T => {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error(`${name} must be one of ${allowed.join(", ")}, and is ${value}`);
  return found;
};
const count = (name: string, value: string | undefined) => {
  if (value !== undefined && !/^[1-9]\d*$/.test(value)) throw new Error(`--${name} must be a whole number above 0, and is ${value}`);
  return value === undefined ? undefined : Number(value);
};

type Values = ReturnType<typeof readCommandLine>["values"];

const optionsOf = (values: Values): Options => ({
  size: oneOf<Size>("--size", values.size, ["tiny", "normal", "full"]),
  backends: values.backend === undefined ? BACKENDS : [oneOf<Backend>("--backend", values.backend, BACKENDS)],
  peers: !values.alone,
  ...{ backlog: count("backlog", values.backlog), workers: count("workers", values.workers) },
  ...{ apis: count("apis", values.apis), rows: count("rows", values.rows), other: values.other },
});
const BACKENDS: Backend[] = ["redis", "postgres"];

async function main(): Promise<number> {
  const { values, positionals } = readCommandLine();
  const names = positionals.length > 0 ? positionals : Object.keys(SCENARIOS).filter((name) => name !== "beside");
  for (const name of names) oneOf("a scenario", name, Object.keys(SCENARIOS));
  const wished = optionsOf(values);
  const services = await provideServices();
  const options = { ...wished, backends: wished.backends.filter((backend) => backend === "postgres" || services.redis || values.backend) };
  const machine = await describeMachine(services);
  const say = progress();
  const measured: Measurement[] = [];
  const failed: Record<string, string> = {};
  for (const name of names) {
    const figures = await undoing(async () => SCENARIOS[name]?.({ services, options, say })).catch((error: Error) => {
      failed[name] = error.message;
    });
    measured.push(...(figures ?? []));
    say("");
  }
  const whole = positionals.length === 0 && options.size !== "tiny" && !values.alone && !values.backend;
  const results = { measuredAt: new Date().toISOString(), size: options.size, machine, measured, failed };
  console.log(`\n${await report(results, whole ? "latest" : "partial")}.json and .svg`);
  return Object.keys(failed).length > 0 ? 1 : 0;
}

await runAndCleanUp(main);
