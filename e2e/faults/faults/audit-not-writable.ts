import { setTimeout as delay } from "node:timers/promises";
import { until } from "@assent/testkit";
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
    await insist(() => client`create trigger faults_no_audit before insert on audit_logs for each row execute function refuse_change()`);
    await delay(LASTS_MS);
    await insist(() => client`drop trigger faults_no_audit on audit_logs`);
    return [{ what: "audit rows before", measured: String(before?.n), holds: true }, await normalAgain(scene)];
  },
};

const DEADLOCK = "40P01";

/** It locks the partitions one after the other, among those who write to them: PostgreSQL may end it as well as them. */
const insist = (alter: () => Promise<unknown>) =>
  until("the audit log is altered", () =>
    alter().then(
      () => true,
      (error: { code?: string }) => (error.code === DEADLOCK ? false : Promise.reject(error)),
    ),
  );
