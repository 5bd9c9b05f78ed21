/** Takes jobs from BullMQ and hands them to the runner, many at a time. */
import type { Db } from "@assent/db";
import { type Log, within } from "@assent/runtime";
import type { Job, Worker } from "bullmq";
import type { Broker } from "../broker.ts";
import { jobIdsIn } from "../delivery.ts";
import type { Kind } from "../kind.ts";
import { kinds } from "../kinds/index.ts";
import { createRunner } from "../runner.ts";
import { countingAttempts, Postponed } from "./attempts.ts";
import { backoffMs } from "./backoff.ts";
import { deliveryRunner } from "./delivery-runner.ts";
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
    const process = (delivery: Job) => held.during(worker, jobIdsIn(delivery).length, () => run(delivery));
    const worker: Worker = broker.createWorker(kind.name, process, workerOptions(kind, options));
    return worker.on("lockRenewalFailed", (ids) => events.locksLost(kind.name, ids));
  });
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return consumerOf(workers, figures);
}

function workerOptions(kind: Kind, { lockMs = LOCK_MS }: ConsumerOptions) {
  return {
    /** Of deliveries, and to begin with: how many it fetches follows from the jobs it holds. */
    concurrency: 1,
    /** Seconds between two looks of an idle worker that nobody has woken. There may be fifty of them on a host. */
    drainDelay: 10,
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
