import { BOTH, type Fault, REDIS } from "../fault.ts";
import { openJobs, timeToSettle } from "../support/settling.ts";
import { workersStandStill } from "../support/stuck.ts";

const RESCUE_MS = 15_000;

/** SIGSTOP of a worker in the middle of transactions, and SIGCONT when others have done its work: a zombie. */
export const workerFrozen: Fault = {
  name: "worker-frozen",
  promise: "its jobs settle elsewhere; what it does when it thaws has no effect",
  ...{ smoke: REDIS, backends: BOTH },
  async strike({ system, load, random, atMost }) {
    const letGo = await workersStandStill({ system, load });
    const frozen = random.one(system.workers.slice(1));
    frozen.kill("SIGSTOP");
    const open = await openJobs(system);
    await letGo();
    const ms = await timeToSettle(system, open);
    frozen.kill("SIGCONT");
    await load.more(50);
    return [atMost(`${open.ids.length} open jobs settled`, ms, RESCUE_MS)];
  },
};
