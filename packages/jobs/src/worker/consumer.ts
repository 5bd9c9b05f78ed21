/** Takes jobs from BullMQ and hands them to the runner, many at a time. */
import type { Db } from "@assent/db";
import { type Log, within } from "@assent/runtime";
import type { Worker } from "bullmq";
import type { Broker } from "../broker.ts";
import { type Kind, queueNameOf } from "../kind.ts";
import { kinds } from "../kinds/index.ts";
import { type JobObserver, nobody } from "../observer.ts";
import { createRunner } from "../runner.ts";
import { countingAttempts } from "./attempts.ts";
import { deliveryRunner } from "./delivery-runner.ts";
import { type JobEvents, jobEvents } from "./events.ts";
import type { Figures } from "./figures.ts";
import { type Quarantine, withoutQuarantine } from "./quarantine.ts";
import { queueWorker } from "./queue-worker.ts";
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
  /** About how many jobs of a queue it holds at once, waiting for their turn or running. */
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

export async function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const { db, broker, log, workerId, events = jobEvents(log), observer = nobody, paused = () => [] } = options;
  const figures: Figures = { running: 0, completed: 0, failed: 0 };
  const attempts = countingAttempts(db, workerId, events, observer);
  const bare = createRunner(db, workerId);
  const { quarantine = withoutQuarantine(db, workerId), watchdog } = options;
  const runner = watchdog ? watchedBy(watchdog, bare) : bare;
  const runnerOf = (kind: Kind) => deliveryRunner({ kind, db, runner, quarantine, attempts, events, figures, observer });

  const isPaused = (kind: string) => paused().includes(kind);
  const byQueue = Map.groupBy(options.kinds ?? kinds, queueNameOf);
  const restsOn = ({ name }: Worker) => byQueue.get(name)?.every((kind) => isPaused(kind.name)) ?? false;
  const workers = [...byQueue].map(([queue, its]) =>
    queueWorker({ ...options, queue, kinds: its, runnerOf, isPaused, broker }).on("lockRenewalFailed", (ids) =>
      events.locksLost(queue, ids),
    ),
  );
  const consumer = consumerOf(workers, figures, restsOn, workerId);
  await Promise.all(workers.map((worker) => restsOn(worker) && worker.pause(true)));
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return consumer;
}

/** @param restsOn whether nothing of a worker's is to run: one that was waiting for a delivery when it was paused still gets one */
function consumerOf(workers: Worker[], figures: Figures, restsOn: (worker: Worker) => boolean, workerId: () => string): Consumer {
  const onAll = async (act: (worker: Worker) => Promise<unknown>) => void (await Promise.all(workers.map(act)));
  let rests = false;
  const obey = () =>
    onAll(async (worker) => {
      /** BullMQ notes it on what the worker takes; it changes when the worker registers anew. */
      worker.opts.name = workerId();
      return rests || restsOn(worker) ? worker.pause(true) : worker.resume();
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
