import type { Worker } from "bullmq";

/**
 * Deliveries that BullMQ may fetch beside those under way. Less than two, and BullMQ 6.7 does not ask for the next one when one
 * fails: it then forgets when the failed one is due again, and finds it only at its next look, seconds later.
 */
const AHEAD = 2;

/**
 * Keeps the jobs that a worker holds near `most`. BullMQ counts deliveries, and one may carry a single job or hundreds; so it may
 * fetch another delivery for as long as the worker holds fewer jobs than that.
 */
export function limitHeld(most: number) {
  let jobs = 0;
  let deliveries = 0;

  function change(worker: Worker, byJobs: number, byDeliveries: 1 | -1) {
    jobs += byJobs;
    deliveries += byDeliveries;
    worker.concurrency = jobs < most ? deliveries + AHEAD : Math.max(1, deliveries);
  }

  return {
    async during<T>(worker: Worker, size: number, run: () => Promise<T>): Promise<T> {
      change(worker, size, 1);
      try {
        return await run();
      } finally {
        change(worker, -size, -1);
      }
    },
  };
}
