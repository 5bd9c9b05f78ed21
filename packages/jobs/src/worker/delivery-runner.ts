import { type Db, errorCode, openByAttempts } from "@assent/db";
import { coalesce } from "@assent/runtime";
import { type Job, UnrecoverableError } from "bullmq";
import { jobIdsIn } from "../delivery.ts";
import type { Kind } from "../kind.ts";
import type { Ran, Runner } from "../runner.ts";
import { type Attempts, Postponed } from "./attempts.ts";
import type { Figures } from "./figures.ts";

interface Parts {
  kind: Kind;
  db: Db;
  runner: Runner;
  attempts: Attempts;
  figures: Figures;
}

/** Runs the jobs of a delivery. It throws while one of them is open, and the delivery then comes again; what has settled is passed over. */
export function deliveryRunner({ kind, db, runner, attempts, figures }: Parts) {
  const inBatches = coalesce((ids: string[]) => runner.run(kind, ids), { max: kind.policy.batch, parallel: kind.policy.batch > 1 ? 2 : 4 });
  /** One at a time: a job that kills its process then takes no neighbour with it. */
  const alone = coalesce((ids: string[]) => runner.run(kind, ids), { max: 1 });

  async function runOne(id: string): Promise<Unsettled> {
    try {
      return count(figures, await inBatches(id));
    } catch (error) {
      return attempts.afterError(kind, { id, kind: kind.name }, error, false).catch(postponed);
    }
  }

  /** Its last worker died, perhaps of this job: the attempt is counted before it is made. */
  async function runSuspect(id: string): Promise<Unsettled> {
    const job = { id, kind: kind.name };
    let counted = false;
    try {
      if (!(await attempts.beforeSuspect(kind, job))) return undefined;
      counted = true;
      return count(figures, await alone(id));
    } catch (error) {
      return attempts.afterError(kind, job, error, counted).catch(postponed);
    }
  }

  async function runSuspects(ids: string[]): Promise<Unsettled[]> {
    const left: Unsettled[] = [];
    for (const id of ids) left.push(await runSuspect(id));
    return left;
  }

  async function runAll(delivery: Job): Promise<Unsettled[]> {
    const ids = jobIdsIn(delivery);
    if (delivery.stalledCounter === 0 && delivery.attemptsMade === 0) return Promise.all(ids.map(runOne));
    /** Those tried least go first, and the likely culprit of a worker's death last. */
    const open = await openByAttempts(db, ids).catch(postpone);
    return delivery.stalledCounter > 0 ? runSuspects(open) : Promise.all(open.map(runOne));
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

/** What BullMQ hears of a job that has not settled. */
type Unsettled = Error | undefined;

const postponed = (away: unknown) => new Postponed(errorCode(away) ?? "DATABASE_AWAY");

function postpone(away: unknown): never {
  throw postponed(away);
}

/** @throws what the job has thrown. */
function count(figures: Figures, ran: Ran): undefined {
  if ("error" in ran) {
    figures.failed++;
    throw ran.error;
  }
  if (ran.status !== "duplicate") figures.completed++;
}
