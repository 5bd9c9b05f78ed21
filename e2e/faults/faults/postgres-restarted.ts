import { BOTH, type Fault, REDIS } from "../fault.ts";
import { normalAgain } from "../support/outage.ts";
import { workersStandStill } from "../support/stuck.ts";

/** `pg_ctl restart --mode=immediate`, in the middle of transactions. */
export const postgresRestarted: Fault = {
  name: "postgres-restarted",
  promise: "nothing acknowledged is lost; normal again <= 5 s after",
  ...{ smoke: REDIS, backends: BOTH },
  async strike(scene) {
    await workersStandStill(scene);
    await scene.servers.postgres.crashAndRestart();
    return [await normalAgain(scene)];
  },
};
