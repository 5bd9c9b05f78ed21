import { setTimeout as delay } from "node:timers/promises";
import { dropTrigger } from "../../support/triggers.ts";
import { BOTH, type Fault, REDIS } from "../fault.ts";
import { normalAgain } from "../support/outage.ts";

const LASTS_MS = 2_500;

/** Nothing can be added to the audit log for some seconds. */
export const auditNotWritable: Fault = {
  name: "audit-not-writable",
  promise: "nothing takes effect unaudited; normal again <= 5 s after",
  ...{ smoke: REDIS, backends: BOTH },
  async strike(scene) {
    const { client } = scene.system.database;
    const [before] = await client<{ n: number }[]>`select count(*)::int as n from audit_logs`;
    await client`create trigger faults_no_audit before insert on audit_logs for each row execute function refuse_change()`;
    await delay(LASTS_MS);
    await dropTrigger(scene.system.database, "faults_no_audit", "audit_logs");
    return [{ what: "audit rows before", measured: String(before?.n), holds: true }, await normalAgain(scene)];
  },
};
