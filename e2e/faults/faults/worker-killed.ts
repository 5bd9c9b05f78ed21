import { BOTH, type Fault } from "../fault.ts";
import { openJobs, timeToSettle } from "../support/settling.ts";
import { workersStandStill } from "../support/stuck.ts";

const RESCUE_MS = 12_000;

/** SIGKILL of a worker that stands in the middle of transactions. */
export const workerKilled: Fault = {
  name: "worker-killed",
  promise: "its jobs settle elsewhere, <= 12 s after",
  ...{ smoke: BOTH, backends: BOTH },
  async strike({ system, load, random, atMost }) {
    const letGo = await workersStandStill({ system, load });
    await system.killWorker(random.one(system.workers.slice(1)));
    const open = await openJobs(system);
    await letGo();
    const ms = await timeToSettle(system, open);
    await system.addWorker();
    return [atMost(`${open.ids.length} open jobs settled`, ms, RESCUE_MS)];
  },
};
