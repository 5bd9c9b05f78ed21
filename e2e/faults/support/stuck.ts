/** Workers that stand in the middle of a job's transaction, so that a fault does not have to hope for one. */
import { until } from "@assent/testkit";
import { holdOpen } from "../../support/hold.ts";
import type { Scene } from "../fault.ts";
import { type Consent, newSession, post } from "./load.ts";
import { OWN_NAME, type System } from "./system.ts";

const JOBS = 40;

/** Resolves when at least as many transactions stand still as there are workers. @returns how to let them go on */
export async function workersStandStill({ system, load }: Pick<Scene, "system" | "load">): Promise<() => Promise<void>> {
  const consent = await load.grant();
  const release = await holdConsent(system, consent);
  const create = { ...post("session.create", "/sessions", newSession(consent)), headers: { prefer: "respond-async" } };
  await Promise.all(Array.from({ length: JOBS }, () => load.act(create)));
  await standBehindUs(system, system.workers.length);
  return release;
}

/** Whatever needs this consent waits in the middle of its transaction. @returns how to let it go on */
export const holdConsent = ({ database, databaseUrl }: System, { consentId }: Consent): Promise<() => Promise<void>> =>
  holdOpen({ ...database, url: databaseUrl }, (sql) => sql`select from user_consents where id = ${consentId} for update`);

/** Half of the time for which a job waits for a lock. */
const LATELY = "1 second";

/**
 * Resolves when so many of the workers' transactions wait for what the suite holds, or for one that waits for it. Those that have
 * waited for long do not count, because they may give up before they can be let go.
 */
export async function standBehindUs({ database }: System, atLeast: number): Promise<void> {
  await until(
    `${atLeast} transactions of workers wait for the suite`,
    async () => {
      const standing = await database.client`
        with recursive waits as (
            select pid, unnest(pg_blocking_pids(pid)) as behind from pg_locks
            where not granted and waitstart > clock_timestamp() - ${LATELY}::interval),
          behind_us as (
            select pid from pg_stat_activity where datname = current_database() and application_name = ${OWN_NAME}
            union select waits.pid from waits join behind_us on behind = behind_us.pid)
        select from behind_us join pg_stat_activity using (pid) where application_name = 'assent-worker'`;
      return standing.length >= atLeast;
    },
    20_000,
  );
}

/** Whatever changes a session waits, with what it has read of consents until then. @returns how to let it go on */
export const holdSessions = ({ database, databaseUrl }: System): Promise<() => Promise<void>> =>
  holdOpen({ ...database, url: databaseUrl }, (sql) => sql`lock table sportsbook_sessions in share row exclusive mode`);

/** Resolves when the transaction of a job that needs this consent waits for a lock: no other one of our own is busy. */
export async function standsStill(system: System, kind: string, consent: Consent): Promise<void> {
  const isSo = async () => (await isClaimed(system, kind, consent)) && !(await isAnyBusy(system));
  await until(`the ${kind} waits for a lock`, isSo, 20_000);
}

/** Whether a job that needs this consent is in the middle of its transaction. */
export async function isClaimed({ database }: System, kind: string, { consentId }: Consent): Promise<boolean> {
  const [job] = await database.client<{ claimed: boolean }[]>`
    with job as (select id from jobs where kind = ${kind} and payload ->> 'consent_id' = ${consentId}),
      free as (select id from jobs where id in (select id from job) for update skip locked)
    select exists (select from job) and not exists (select from free) as claimed`;
  return job?.claimed === true;
}

async function isAnyBusy({ database }: System): Promise<boolean> {
  const busy = await database.client`
    select from pg_stat_activity where datname = current_database() and application_name in ('assent-worker', 'assent-inline')
      and state <> 'idle' and wait_event_type is distinct from 'Lock'`;
  return busy.length > 0;
}
