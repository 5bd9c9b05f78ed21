/** Waiting for jobs to settle: one LISTEN connection per process, and the row as the only answer that counts. */

import { setTimeout as delay } from "node:timers/promises";
import { type Database, type Db, findJobs, JOBS_CHANNEL, type JobRow } from "@assent/db";
import { coalesce } from "@assent/runtime";

export interface Settlements {
  /** Starts to listen for a job; to be called before the job exists, so that nothing is missed. */
  watch(id: string): Watch;
}

export interface Watch {
  /** The row as soon as it has settled, or as it is when `ms` have passed or `signal` aborts. */
  settled(ms: number, signal?: AbortSignal): Promise<JobRow | undefined>;
  /** Resolves at the next word about the job, after `ms` at the latest. */
  next(ms: number, signal?: AbortSignal): Promise<void>;
  end(): void;
}

const MOST_ROWS_AT_ONCE = 500;
/** A notification can be lost with its connection; a waiter looks for itself after this long. */
const LOOK_AGAIN_MS = 1_000;

export async function listenForSettlements({ client, db }: Database): Promise<Settlements> {
  const wakers = new Map<string, Set<() => void>>();
  const wake = (id: string) => {
    for (const waker of wakers.get(id) ?? []) waker();
  };
  const wakeAll = () => [...wakers.keys()].forEach(wake);
  const read = coalesce((ids: string[]) => readRows(db, ids), { max: MOST_ROWS_AT_ONCE, parallel: 2 });
  await client.listen(JOBS_CHANNEL, (ids) => ids.split(",").forEach(wake), wakeAll);

  function watch(id: string): Watch {
    let word = Promise.withResolvers<void>();
    const waker = () => word.resolve();
    wakers.set(id, (wakers.get(id) ?? new Set()).add(waker));

    async function next(ms: number, signal?: AbortSignal) {
      const heard = new AbortController();
      const either = signal ? AbortSignal.any([signal, heard.signal]) : heard.signal;
      await Promise.race([word.promise, delay(ms, undefined, { signal: either }).catch(() => {})]);
      heard.abort();
      word = Promise.withResolvers();
    }

    async function settled(ms: number, signal?: AbortSignal) {
      const until = performance.now() + ms;
      for (;;) {
        const left = until - performance.now();
        if (left > 0 && !signal?.aborted) await next(Math.min(left, LOOK_AGAIN_MS), signal);
        const row = await read(id);
        if (row?.status !== "queued" || until <= performance.now() || signal?.aborted) return row;
      }
    }

    function end() {
      const set = wakers.get(id);
      set?.delete(waker);
      if (set?.size === 0) wakers.delete(id);
    }

    return { settled, next, end };
  }

  return { watch };
}

async function readRows(db: Db, ids: string[]): Promise<(JobRow | undefined)[]> {
  const rows = new Map((await findJobs(db, [...new Set(ids)])).map((row) => [row.id, row]));
  return ids.map((id) => rows.get(id));
}
