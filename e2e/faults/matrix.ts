/** Each fault on each backend, each on a system of its own. */
import type { Fault, Finding, Scene } from "./fault.ts";
import { checkInvariants } from "./support/invariants.ts";
import { limits } from "./support/limits.ts";
import { startLoad } from "./support/load.ts";
import { seeded } from "./support/random.ts";
import { startSampler } from "./support/sampler.ts";
import type { Servers } from "./support/servers.ts";
import { nothingOpen } from "./support/settling.ts";
import { type Backend, type SystemOptions, startSystem } from "./support/system.ts";

export interface Verdict {
  fault: Fault;
  backend: Backend;
  findings: Finding[];
  /** What was acknowledged meanwhile. */
  operations: number;
}

export interface Chance {
  seed: number;
  slack: number;
}

const WARM = 30;
/** The longest that a fault leaves behind: a rescue (12 s) whose run then waits for a lock (2 s) and is put off (1 s). */
const SETTLE_MS = 15_000;

/** @throws Error when the system could not even be started */
export async function suffer(
  servers: Servers,
  fault: Fault,
  backend: Backend,
  { seed, slack }: Chance,
  also: SystemOptions = {},
): Promise<Verdict> {
  const options: SystemOptions = { ...fault.options, ...also };
  const system = await startSystem(servers, backend, options);
  const random = seeded(seed);
  try {
    if (system.apis.length === 0) await system.addApi();
    const load = await startLoad(system, random.fork());
    const sampler = startSampler(system);
    await load.more(WARM);
    const atMost = limits(slack);
    const own = await fault.strike({ servers, system, load, random, atMost } satisfies Scene).catch(thrown);
    await load.stop();
    await nothingOpen(system, SETTLE_MS * slack);
    const findings = [...own, await sampler.stop(), ...(await checkInvariants(system, load.operations))];
    return { fault, backend, findings, operations: load.operations.length };
  } finally {
    await system.close();
  }
}

/** What the finding is called that tells why a fault could not be made. */
export const THE_RUN = "the run itself";

const thrown = (error: Error): Finding[] => [{ what: THE_RUN, measured: error.message, holds: false }];
