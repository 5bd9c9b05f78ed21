/**
 * Measures Assent from outside, beside its peers, on this machine:
 *
 *   npm run bench -- [scenario ...] [--size tiny|normal|full] [--backend redis|postgres] [--alone]
 *     [--backlog 60000] [--workers 2] [--rows 5000000]
 *
 * DATABASE_URL and REDIS_URL name servers to use; without them it starts its own. Nothing else should run meanwhile.
 */
import { parseArgs } from "node:util";
import { accept } from "./scenarios/accept.ts";
import { expiry } from "./scenarios/expiry.ts";
import { growth } from "./scenarios/growth.ts";
import { memory } from "./scenarios/memory.ts";
import { process as processBacklog } from "./scenarios/process.ts";
import { wait } from "./scenarios/wait.ts";
import { withdrawal } from "./scenarios/withdrawal.ts";
import { runAndCleanUp } from "./support/cleanup.ts";
import type { Options, Scenario, Size } from "./support/scenario.ts";
import { provideServices } from "./support/services.ts";
import type { Backend } from "./support/system.ts";

const SCENARIOS: Record<string, Scenario> = { accept, process: processBacklog, wait, expiry, withdrawal, growth, memory };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: "string", default: "normal" },
    backend: { type: "string" },
    alone: { type: "boolean", default: false },
    backlog: { type: "string" },
    workers: { type: "string" },
    rows: { type: "string" },
  },
});
const optional = (value: string | undefined) => (value === undefined ? undefined : Number(value));

const say = (line: string) => {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
};

await runAndCleanUp(async () => {
  const services = await provideServices();
  const options: Options = {
    size: values.size as Size,
    backends: values.backend ? [values.backend as Backend] : services.redis ? ["redis", "postgres"] : ["postgres"],
    peers: !values.alone,
    ...{ backlog: optional(values.backlog), workers: optional(values.workers), rows: optional(values.rows) },
  };
  for (const name of positionals.length > 0 ? positionals : Object.keys(SCENARIOS)) {
    const measured = await SCENARIOS[name]?.({ services, options, say });
    say("");
    for (const one of measured ?? [])
      console.log(`${one.what} | ${one.who} | ${one.value.toFixed(1)} ${one.unit} | ${JSON.stringify({ ...one.cpuUs, ...one.also })}`);
  }
});
