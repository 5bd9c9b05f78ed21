/** Takes jobs from BullMQ and hands them to the runner, many at a time. */
import { type Db, errorCode, openByAttempts } from "@assent/db";
import { coalesce, type Log, within } from "@assent/runtime";
import { type Job, UnrecoverableError, type Worker } from "bullmq";
import type { Broker } from "../broker.ts";
import { jobIdsIn } from "../delivery.ts";
import type { Kind } from "../kind.ts";
import { kinds } from "../kinds/index.ts";
import { createRunner, type Ran } from "../runner.ts";
import { type Attempts, countingAttempts, Postponed } from "./attempts.ts";
import { backoffMs } from "./backoff.ts";
import { jobEvents } from "./events.ts";
import type { Figures } from "./figures.ts";
import { limitHeld } from "./held.ts";

export interface Consumer {
  figures: Readonly<Figures>;
  /** Takes no new jobs from now on; those under way go on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Pauses and waits for the jobs under way. @returns whether all of them ended before the deadline. */
  drain(deadline: AbortSignal): Promise<boolean>;
}

export interface ConsumerOptions {
  db: Db;
  broker: Broker;
  log: Log;
  /** The worker's id of the moment: it changes when the fleet has given the worker up. */
  workerId: () => string;
  /** About how many jobs of a kind it holds at once, waiting for their turn or running. */
  concurrency: number;
  /** How long BullMQ believes in a silent worker, in milliseconds; the claim makes a false alarm harmless. */
  lockMs?: number;
  kinds?: readonly Kind[];
}

const LOCK_MS = 10_000;
/** PostgreSQL decides when a job has failed, so BullMQ never gives up on one that stalls. */
const NEVER = 1_000_000;

export async function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const { db, broker, log, workerId } = options;
  const events = jobEvents(log);
  const figures: Figures = { running: 0, completed: 0, failed: 0 };
  const attempts = countingAttempts(db, workerId, events);
  const runner = createRunner(db, workerId);

  const workers = (options.kinds ?? kinds).map((kind) => {
    const held = limitHeld(options.concurrency);
    const run = deliveryRunner({ kind, db, runner, attempts, figures });
    const worker: Worker = broker.createWorker(
      kind.name,
      (delivery) => held.during(worker, jobIdsIn(delivery).length, () => run(delivery)),
      {
        ...workerOptions(kind, options),
        concurrency: 1,
      },
    );
    return worker.on("lockRenewalFailed", (ids) => events.locksLost(kind.name, ids));
  });
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return consumerOf(workers, figures);
}

function workerOptions(kind: Kind, { lockMs = LOCK_MS }: ConsumerOptions) {
  return {
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: NEVER,
    settings: { backoffStrategy: (made: number, _type?: string, error?: Error) => pauseMs(kind, made, error) },
  };
}

const POSTPONED_MS = 1_000;

/** BullMQ counts every run, also those that were nobody's fault, so it is the error that says how long to wait. */
const pauseMs = (kind: Kind, made: number, error: Error | undefined) =>
  error instanceof Postponed ? backoffMs(1, POSTPONED_MS) : backoffMs(made, kind.policy.backoffMs);

interface Parts {
  kind: Kind;
  db: Db;
  runner: ReturnType<typeof createRunner>;
  attempts: Attempts;
  figures: Figures;
}

/** Runs the jobs of a delivery. It throws while one of them is open, and the delivery then comes again; those that have settled are passed over. */
function deliveryRunner({ kind, db, runner, attempts, figures }: Parts) {
  const inBatches = coalesce((ids: string[]) => runner.run(kind, ids), { max: kind.policy.batch, parallel: kind.policy.batch > 1 ? 2 : 4 });
  /** One at a time: a job that kills its process then takes no neighbour with it. */
  const alone = coalesce((ids: string[]) => runner.run(kind, ids), { max: 1 });

  /** @returns what BullMQ hears if the job has not settled. */
  async function runOne(id: string, suspect: boolean): Promise<Error | undefined> {
    const job = { id, kind: kind.name };
    let counted = false;
    try {
      if (suspect && !(await attempts.beforeSuspect(kind, job))) return undefined;
      counted = suspect;
      count(figures, await (suspect ? alone(id) : inBatches(id)));
      return undefined;
    } catch (error) {
      return attempts.afterError(kind, job, error, counted).catch(postponed);
    }
  }

  async function oneAfterTheOther(ids: string[]) {
    const left: (Error | undefined)[] = [];
    for (const id of ids) left.push(await runOne(id, true));
    return left;
  }

  return async function runDelivery(delivery: Job): Promise<void> {
    const carried = jobIdsIn(delivery);
    figures.running += carried.length;
    try {
      /** If its last worker died, perhaps one of these is why: those tried least go first, the likely culprit last. */
      const suspect = delivery.stalledCounter > 0;
      const ids = suspect || delivery.attemptsMade > 0 ? await openByAttempts(db, carried).catch(postpone) : carried;
      const left = await (suspect ? oneAfterTheOther(ids) : Promise.all(ids.map((id) => runOne(id, false))));
      const errors = left.filter((error) => error !== undefined);
      if (errors.length > 0) throw errors.find((error) => !(error instanceof UnrecoverableError)) ?? errors[0];
    } finally {
      figures.running -= carried.length;
    }
  };
}

const postponed = (away: unknown) => new Postponed(errorCode(away) ?? "DATABASE_AWAY");

function postpone(away: unknown): never {
  throw postponed(away);
}

/** @throws what the job has thrown. */
function count(figures: Figures, ran: Ran) {
  if ("error" in ran) {
    figures.failed++;
    throw ran.error;
  }
  if (ran.status !== "duplicate") figures.completed++;
}

function consumerOf(workers: Worker[], figures: Figures): Consumer {
  const onAll = async (act: (worker: Worker) => Promise<unknown>) => void (await Promise.all(workers.map(act)));
  const pause = () => onAll((worker) => worker.pause(true));
  return {
    figures,
    pause,
    resume: () => onAll(async (worker) => worker.resume()),
    async drain(deadline) {
      await pause();
      return within(
        onAll((worker) => worker.close()),
        deadline,
      );
    },
  };
}
