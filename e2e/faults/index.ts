/**
 * Strikes a whole Assent with faults, while clients use it, and tells whether it kept its promises:
 *
 *   npm run faults -- [--smoke] [--only worker-killed,redis-full] [--backend redis|postgres] [--seed N] [--slack N]
 *   npm run faults -- --break claim|consent-lock|reconcile|audit-tx|fence|lookup   without one mechanism: exits 1
 *   npm run faults -- --break all     each of them in turn, or some: claim,fence; exits 0 if the suite has noticed each
 *   npm run faults -- --kill-steps    SIGKILL before and after each call of one job to PostgreSQL and the broker
 *   npm run faults -- --soak 10m      random faults, and whether memory and handles stay flat
 *
 * It starts servers and processes of its own. `--smoke` runs the most telling faults only; `--slack` stretches the time limits
 * for a machine that is slow or busy. It exits 1 when a promise was not kept, and prints the seed that repeats the run.
 */
import { runWithout } from "./run-breaks.ts";
import { runKillSteps } from "./run-kill-steps.ts";
import { runMatrix } from "./run-matrix.ts";
import { runSoak } from "./run-soak.ts";
import { type Options, readOptions } from "./support/options.ts";
import { type Servers, startServers } from "./support/servers.ts";

function run(servers: Servers, options: Options): Promise<boolean> {
  if (options.broken) return runWithout(servers, options.broken, options);
  if (options.killSteps) return runKillSteps(servers, options);
  if (options.soakMs !== undefined) return runSoak(servers, options);
  return runMatrix(servers, options);
}

const options = readOptions(process.argv.slice(2));
const servers = await startServers();
if (!servers.hasRedis && options.backends.includes("redis")) {
  console.log("NO REDIS FOUND on this machine: nothing is run on the Redis backend.");
  options.backends = ["postgres"];
}

async function stop(code: number) {
  await servers.stop();
  process.exit(code);
}
/** The servers outlive whoever is cut short, so this has to come before the end. */
for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeAllListeners(signal).once(signal, () => void stop(1));

const fail = (error: unknown) => {
  console.log(error);
  return stop(1);
};
process.once("uncaughtException", (error) => void fail(error));
await run(servers, options).then((isGreen) => stop(isGreen ? 0 : 1), fail);
