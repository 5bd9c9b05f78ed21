import { BOTH, type Fault } from "../fault.ts";
import { normalAgain } from "../support/outage.ts";
import { OWN_NAME } from "../support/system.ts";

const TIMES = 5;

/** pg_terminate_backend of every connection of the system. */
export const connectionsCut: Fault = {
  name: "connections-cut",
  promise: "nothing acknowledged is lost; normal again <= 5 s after",
  ...{ smoke: ["postgres"], backends: BOTH },
  async strike(scene) {
    let cut = 0;
    for (let i = 0; i < TIMES; i++) {
      await scene.load.more(scene.random.between(5, 30));
      const rows = await scene.system.database.client`
        select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name <> ${OWN_NAME}`;
      cut += rows.length;
    }
    return [{ what: "connections cut", measured: String(cut), holds: cut > 0 }, await normalAgain(scene)];
  },
};
