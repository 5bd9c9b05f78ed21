/** Takes jobs from BullMQ and hands them to the runner, many at a time. */
import type { Db } from "@assent/db";
import { type Log, within } from "@assent/runtime";
import type { Job, Worker } from "bullmq";
import type { Broker } from "../broker.ts";
import { jobIdsIn } from "../delivery.ts";
import type { Kind } from "../kind.ts";
import { kinds } from "../kinds/index.ts";
import { type JobObserver, nobody } from "../observer.ts";
import { createRunner } from "../runner.ts";
import { AttemptFailed, countingAttempts, Postponed } from "./attempts.ts";
import { backoffMs } from "./backoff.ts";
import { deliveryRunner } from "./delivery-runner.ts";
import { type JobEvents, jobEvents } from "./events.ts";
import type { Figures } from "./figures.ts";
import { limitHeld } from "./held.ts";
import { type Quarantine, withoutQuarantine } from "./quarantine.ts";
import { type Watchdog, watchedBy } from "./watchdog.ts";

export interface Consumer {
  figures: Readonly<Figures>;
  /** Takes no new jobs from now on; those under way go on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Takes no more jobs of the kinds that are paused by now, and again of the others. */
  heedPauses(): Promise<void>;
  /** Pauses and waits for the jobs under way. @returns whether all of them ended before the deadline. */
  drain(deadline: AbortSignal): Promise<boolean>;
}

export interface ConsumerOptions {
  db: Db;
  broker: Broker;
  log: Log;
  /** Told what happens; by default the log alone. */
  events?: JobEvents;
  /** The worker's id of the moment: it changes when the fleet has given the worker up. */
  workerId: () => string;
  /** About how many jobs of a kind it holds at once, waiting for their turn or running. */
  concurrency: number;
  /** Where jobs run whose worker died; by default in this process. */
  quarantine?: Quarantine;
  /** Watches over the event loop while jobs run. */
  watchdog?: Watchdog | undefined;
  observer?: JobObserver;
  /** The kinds that are paused at the moment: it takes no jobs of theirs. */
  paused?: () => readonly string[];
  /** How long BullMQ believes in a silent worker, in milliseconds; the claim makes a false alarm harmless. */
  lockMs?: number;
  kinds?: readonly Kind[];
}

/** A dead worker's jobs come back within 7 s: its lock lapses, and others look every 2 s. The lock outlives an event loop that is blocked for half of it. */
const LOCK_MS = 5_000;
/** PostgreSQL decides when a job has failed, so BullMQ never gives up on one that stalls. */
const NEVER = 1_000_000;

export async function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const { db, broker, log, workerId, events = jobEvents(log), observer = nobody, paused = () => [] } = options;
  const figures: Figures = { running: 0, completed: 0, failed: 0 };
  const attempts = countingAttempts(db, workerId, events, observer);
  const bare = createRunner(db, workerId);
  const { quarantine = withoutQuarantine(db, workerId), watchdog } = options;
  const runner = watchdog ? watchedBy(watchdog, bare) : bare;

  const isPaused = ({ name }: { name: string }) => paused().includes(name);
  const workers = (options.kinds ?? kinds).map((kind) => {
    const held = limitHeld(options.concurrency);
    const run = deliveryRunner({ kind, db, runner, quarantine, attempts, events, figures, observer });
    const process = async (delivery: Job) => {
      if (isPaused(kind)) throw new Postponed("KIND_PAUSED");
      await held.during(worker, jobIdsIn(delivery).length, () => run(delivery));
    };
    const worker: Worker = broker.createWorker(kind.name, process, workerOptions(kind, options));
    return worker.on("lockRenewalFailed", (ids) => events.locksLost(kind.name, ids));
  });
  const consumer = consumerOf(workers, figures, isPaused, workerId);
  await Promise.all(workers.map((worker) => isPaused(worker) && worker.pause(true)));
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return consumer;
}

function workerOptions(kind: Kind, { lockMs = LOCK_MS, workerId }: ConsumerOptions) {
  return {
    name: workerId(),
    /** Of deliveries, and to begin with: how many it fetches follows from the jobs it holds. */
    concurrency: 1,
    /** Seconds between two looks of an idle worker that nobody has woken. There may be fifty of them on a host. */
    drainDelay: 20,
    lockDuration: lockMs,
    lockRenewTime: lockMs / 3,
    stalledInterval: lockMs / 2.5,
    maxStalledCount: NEVER,
    /** Milliseconds until it asks again after a connection was refused or lost. */
    runRetryDelay: 1_000,
    settings: { backoffStrategy: (_made: number, _type?: string, error?: Error) => pauseMs(kind, error) },
  };
}

const POSTPONED_MS = 1_000;

/** BullMQ counts every run, also those that were nobody's fault, so it is the error that says how long to wait. */
const pauseMs = (kind: Kind, error: Error | undefined) =>
  error instanceof AttemptFailed ? backoffMs(error.attempts, kind.policy.backoffMs) : backoffMs(1, POSTPONED_MS);

/** @param isPaused whether nothing is to run: a worker that was waiting for a delivery when it was paused still gets one */
function consumerOf(workers: Worker[], figures: Figures, isPaused: (worker: Worker) => boolean, workerId: () => string): Consumer {
  const onAll = async (act: (worker: Worker) => Promise<unknown>) => void (await Promise.all(workers.map(act)));
  let rests = false;
  const obey = () =>
    onAll(async (worker) => {
      /** BullMQ notes it on what the worker takes; it changes when the worker registers anew. */
      worker.opts.name = workerId();
      return rests || isPaused(worker) ? worker.pause(true) : worker.resume();
    });

  async function pause() {
    rests = true;
    await obey();
  }

  return {
    figures,
    pause,
    async resume() {
      rests = false;
      await obey();
    },
    heedPauses: obey,
    async drain(deadline) {
      await pause();
      return within(
        onAll((worker) => worker.close()),
        deadline,
      );
    },
  };
}
