import { type Db, missingJobs, openByAttempts } from "@assent/db";
import { coalesce } from "@assent/runtime";
import { type Job, UnrecoverableError } from "bullmq";
import { jobIdsIn } from "../delivery.ts";
import type { Kind } from "../kind.ts";
import type { JobObserver } from "../observer.ts";
import type { Ran, Runner } from "../runner.ts";
import { type Attempts, postponed, type Unsettled } from "./attempts.ts";
import type { JobEvents } from "./events.ts";
import type { Figures } from "./figures.ts";
import type { Quarantine } from "./quarantine.ts";
import { type Suspects, suspectsOf } from "./suspects.ts";

interface Parts {
  kind: Kind;
  db: Db;
  runner: Runner;
  quarantine: Quarantine;
  attempts: Attempts;
  events: JobEvents;
  figures: Figures;
  observer: JobObserver;
}

const MOST_ROWS_AT_ONCE = 500;

/** What prepares waits for somebody else most of the time, and the slow must not hold up the others. */
const parallelOf = ({ prepare, policy }: Kind) => (prepare ? 100 : policy.batch > 1 ? 2 : 4);

/** Runs the jobs of a delivery. It throws while one of them is open, and the delivery then comes again; what has settled is passed over. */
export function deliveryRunner(parts: Parts) {
  const { kind, db, events, figures } = parts;
  const inBatches = coalesce(runningBatches(parts), { max: kind.policy.batch, parallel: parallelOf(kind) });
  const tellIfVanished = tellingOfVanished(parts);
  const settle = settling(parts, tellIfVanished);
  const suspects: Suspects = suspectsOf({ ...parts, settle });
  const runEach = (ids: string[]) => Promise.all(ids.map(async (id) => settle(id, await inBatches(id))));

  async function runAll(delivery: Job): Promise<Unsettled[]> {
    const ids = jobIdsIn(delivery);
    if (delivery.stalledCounter === 0 && delivery.attemptsMade === 0) return runEach(ids);
    const open = await openByAttempts(db, ids).catch(postpone);
    await Promise.all(ids.filter((id) => !open.includes(id)).map(tellIfVanished)).catch(postpone);
    if (open.length === 0) return [];
    if (delivery.stalledCounter === 0) return runEach(open);
    tellOfDeath(delivery, open.length);
    return suspects.run(open, delivery.stalledCounter).catch(postpone);
  }

  /** BullMQ never forgets a death, and a delivery comes again for other reasons. Not waited for: at worst the next run tells it again. */
  function tellOfDeath(delivery: Job, jobs: number) {
    const { stalledCounter: deaths, data } = delivery;
    if (data.deaths_told === deaths) return;
    events.redelivered(kind.name, jobs, deaths);
    void delivery.updateData({ ...data, deaths_told: deaths }).catch(() => {});
  }

  return async function runDelivery(delivery: Job): Promise<void> {
    const size = jobIdsIn(delivery).length;
    figures.running += size;
    try {
      const errors = (await runAll(delivery)).filter((error) => error !== undefined);
      if (errors.length > 0) throw errors.find((error) => !(error instanceof UnrecoverableError)) ?? errors[0];
    } finally {
      figures.running -= size;
    }
  };
}

const runningBatches =
  ({ kind, runner, observer }: Parts) =>
  (ids: string[]): Promise<Ran[]> => {
    observer.batch(kind.name, ids.length);
    return runner.run(kind, ids);
  };

/** What has no row any more is not a duplicate. */
const tellingOfVanished = ({ kind, db, events }: Parts) =>
  coalesce(
    async (ids: string[]): Promise<undefined[]> => {
      for (const id of await missingJobs(db, ids)) events.vanished({ id, kind: kind.name });
      return ids.map(() => undefined);
    },
    { max: MOST_ROWS_AT_ONCE },
  );

/** @param counted whether the attempt was counted before it was made */
const settling = ({ kind, attempts, figures, observer }: Parts, tellIfVanished: (id: string) => Promise<undefined>) =>
  async function settle(id: string, ran: Ran, counted = false): Promise<Unsettled> {
    if ("error" in ran) {
      figures.failed++;
      return attempts.afterError(kind, { id, kind: kind.name }, ran.error, counted).catch(postponed);
    }
    if (ran.status === "duplicate") return tellIfVanished(id).catch(postponed);
    figures.completed++;
    observer.settled(kind.name, ran);
    return undefined;
  };

const postpone = (away: unknown) => Promise.reject(postponed(away));
