import { BOTH, type Fault, NOWHERE } from "../fault.ts";
import { openJobs, timeToSettle } from "../support/settling.ts";
import { workersStandStill } from "../support/stuck.ts";

const RESCUE_MS = 12_000;

/** SIGKILL of every process at once: nobody is left to notice. */
export const allKilled: Fault = {
  name: "all-killed",
  promise: "what was accepted settles <= 12 s after new workers have come",
  ...{ smoke: NOWHERE, backends: BOTH },
  async strike({ system, load, atMost }) {
    const letGo = await workersStandStill({ system, load });
    await Promise.all([...[...system.workers].map(system.killWorker), ...[...system.apis].map(system.killApi)]);
    await letGo();
    await Promise.all([system.addApi(), system.addApi(), system.addWorker(), system.addWorker(), system.addWorker()]);
    const open = await openJobs(system);
    return [atMost(`${open.ids.length} open jobs settled`, await timeToSettle(system, open), RESCUE_MS)];
  },
};
