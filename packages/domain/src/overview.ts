import { z } from "zod";
import { jobView } from "./job.ts";
import { timestamp } from "./time.ts";
import { WORKER_STATUSES } from "./worker.ts";

export const kindPauseView = z.object({
  kind: z.string(),
  paused_by: z.string(),
  paused_at: timestamp,
  reason: z.string().nullable(),
});

const count = z.number().nonnegative();
const quantiles = z.object({ p50: z.number(), p99: z.number() }).nullable();

/** What became of jobs in the last minutes. */
export const kindFiguresView = z.object({
  minutes: z.int().describe("so many, the current one included"),
  accepted: count,
  completed: count,
  refused: count,
  failed: count,
  start_ms: quantiles.describe("from acceptance to start; null when none ran"),
  run_ms: quantiles.describe("how long the transaction took"),
});

export const kindView = z.object({
  kind: z.string(),
  inline: z.boolean().describe("run by the API itself; cannot be paused"),
  queued: z.int().nonnegative().describe("open jobs; 10000 stands for as many or more"),
  oldest_ms: z.number().nullable().describe("how long the oldest of them has waited"),
  pause: kindPauseView.nullable(),
  figures: kindFiguresView,
});
export type KindView = z.infer<typeof kindView>;

export const overviewView = z.object({
  at: timestamp,
  workers: z.record(z.enum(WORKER_STATUSES), z.int()).describe("of those that have ended, the ones of the last five minutes"),
  in_hand: z.int().describe("jobs that live workers have taken and not settled"),
  concurrency: z.int().describe("about how many jobs of each kind the running workers take at once"),
  per_second: z.object({ accepted: count, completed: count, refused: count, failed: count }).describe("over the last minute"),
  kinds: z.array(kindView),
  last_failures: z
    .array(jobView.pick({ id: true, kind: true, user_id: true, problem: true, settled_at: true }))
    .describe("none without jobs:read"),
});
export type Overview = z.infer<typeof overviewView>;
