/** A worker of BullMQ: it takes the deliveries of one queue. */
import type { Job, Worker } from "bullmq";
import type { Broker } from "../broker.ts";
import { jobIdsIn } from "../delivery.ts";
import { type Kind, type Policy, STANDARD } from "../kind.ts";
import { AttemptFailed, Unwanted } from "./attempts.ts";
import { backoffMs } from "./backoff.ts";
import { limitHeld } from "./held.ts";

export interface QueueWorkerOptions {
  broker: Broker;
  queue: string;
  /** Those whose deliveries are in the queue. */
  kinds: readonly Kind[];
  runnerOf: (kind: Kind) => (delivery: Job) => Promise<void>;
  /** Whether jobs of the kind are not to run. */
  isPaused: (kind: string) => boolean;
  workerId: () => string;
  /** About how many jobs it holds at once, waiting for their turn or running. */
  concurrency: number;
  /** How long BullMQ believes in a silent worker, in milliseconds; the claim makes a false alarm harmless. */
  lockMs?: number;
}

/** A dead worker's jobs come back within 7 s: its lock lapses, and others look every 2 s. The lock outlives an event loop that is blocked for half of it. */
const LOCK_MS = 5_000;
/** PostgreSQL decides when a job has failed, so BullMQ never gives up on one that stalls. */
const NEVER = 1_000_000;

export function queueWorker(options: QueueWorkerOptions): Worker {
  const { broker, queue, kinds, runnerOf, isPaused, concurrency } = options;
  const held = limitHeld(concurrency);
  const runs = new Map(kinds.map((kind) => [kind.name, runnerOf(kind)]));

  async function process(delivery: Job) {
    const run = runs.get(delivery.name);
    if (!run) throw new Unwanted("KIND_UNKNOWN");
    if (isPaused(delivery.name)) throw new Unwanted("KIND_PAUSED");
    await held.during(worker, jobIdsIn(delivery).length, () => run(delivery));
  }

  const worker: Worker = broker.createWorker(queue, process, workerOptions(options));
  return worker;
}

function workerOptions({ kinds, lockMs = LOCK_MS, workerId }: QueueWorkerOptions) {
  const policyOf = (name: string | undefined) => kinds.find((kind) => kind.name === name)?.policy ?? STANDARD;
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
    settings: {
      backoffStrategy: (made: number, _type?: string, error?: Error, delivery?: Pick<Job, "name">) =>
        pauseMs(policyOf(delivery?.name), made, error),
    },
  };
}

const POSTPONED_MS = 1_000;

/** Up to 16 s between two looks. */
const MOST_DOUBLED = 5;

/** BullMQ counts every run, also those that were nobody's fault, so it is the error that says how long to wait. */
function pauseMs(policy: Policy, made: number, error: Error | undefined) {
  if (error instanceof AttemptFailed) return backoffMs(error.attempts, policy.backoffMs);
  return backoffMs(error instanceof Unwanted ? Math.min(made, MOST_DOUBLED) : 1, POSTPONED_MS);
}
