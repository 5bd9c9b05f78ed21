/**
 * Ends the process when one of its jobs blocks the event loop for good: nothing that runs in the loop could, neither a deadline nor a
 * signal's handler. Its jobs are then delivered again like those of any worker that was killed.
 */
import { Worker } from "node:worker_threads";
import type { Runner } from "../runner.ts";
import { type Watched, watchLoop } from "./watchdog-thread.ts";

export interface Watchdog {
  /** Watches while something is under way, and names these jobs if that is the end. */
  during<T>(jobIds: string[], run: () => Promise<T>): Promise<T>;
}

export interface WatchdogOptions {
  /** The process's name in the log. */
  name: string;
  /** How long the loop may stand still, in milliseconds. By the default the fleet has given the worker up as well. */
  mostMs?: number;
}

const LOOK_MS = 1_000;
const MOST_MS = 10_000;
const AT = { armed: 0, rounds: 1, lengths: 2 };
const SLOTS = 64;
/** A hundred ids. */
const TEXT_BYTES = 3_700;

/** Its thread takes about 10 MiB and comes with the first job: a worker that has not had one does without. */
export function watchdog({ name, mostMs = MOST_MS }: WatchdogOptions): Watchdog {
  const watched: Watched = {
    state: new SharedArrayBuffer(4 * (AT.lengths + SLOTS)),
    texts: new SharedArrayBuffer(SLOTS * TEXT_BYTES),
    ...{ at: AT, textBytes: TEXT_BYTES, lookMs: LOOK_MS, mostLooks: Math.ceil(mostMs / LOOK_MS), name },
  };
  const underWay = jobsUnderWay(watched);
  const arm = arming(watched, underWay.areNone);
  return {
    async during(jobIds, run) {
      arm();
      const over = underWay.begin(jobIds);
      try {
        return await run();
      } finally {
        over();
      }
    },
  };
}

/** Writes down which jobs run, as far as there is room. */
function jobsUnderWay(watched: Watched) {
  const state = new Int32Array(watched.state);
  const texts = Buffer.from(watched.texts);
  const free = Array.from({ length: SLOTS }, (_, i) => i);
  return {
    areNone: () => free.length === SLOTS,
    /** @returns what to call when they have run */
    begin(jobIds: string[]): () => void {
      const slot = free.pop();
      if (slot === undefined) return () => {};
      state[AT.lengths + slot] = texts.write(jobIds.join(" "), slot * TEXT_BYTES, TEXT_BYTES, "latin1");
      return () => {
        state[AT.lengths + slot] = 0;
        free.push(slot);
      };
    },
  };
}

/** @returns what has the thread watch until there is a round of the loop in which nothing runs */
function arming(watched: Watched, isIdle: () => boolean): () => void {
  const state = new Int32Array(watched.state);
  let hasThread = false;
  let timer: NodeJS.Timeout | undefined;

  function round() {
    Atomics.add(state, AT.rounds, 1);
    if (!isIdle()) return;
    Atomics.store(state, AT.armed, 0);
    clearInterval(timer);
    timer = undefined;
  }

  return () => {
    if (timer) return;
    if (!hasThread) startThread(watched);
    hasThread = true;
    timer = setInterval(round, LOOK_MS).unref();
    Atomics.add(state, AT.rounds, 1);
    Atomics.store(state, AT.armed, 1);
    Atomics.notify(state, AT.armed);
  };
}

function startThread(watched: Watched) {
  const body = `(${watchLoop})(require("node:worker_threads").workerData, process.getBuiltinModule)`;
  new Worker(body, { eval: true, workerData: watched, execArgv: [], env: {} }).unref();
}

/** The same runner, but watched. */
export const watchedBy = (dog: Watchdog, runner: Runner): Runner => ({
  run: (kind, ids) => dog.during(ids, () => runner.run(kind, ids)),
});
