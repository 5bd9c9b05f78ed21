import { z } from "zod";
import { jobView } from "./job.ts";
import { EXAMPLE, name } from "./named.ts";
import { problemOf } from "./problem.ts";
import { timestamp } from "./time.ts";
import { WORKER_STATUSES } from "./worker.ts";

export const kindPauseView = z.object({
  kind: z.string(),
  paused_by: z.string(),
  paused_at: timestamp,
  reason: z.string().nullable(),
});
name("KindPause", kindPauseView, {
  kind: "session.create",
  paused_by: "operator",
  paused_at: EXAMPLE.at,
  reason: "the sportsbook is down",
});

const count = z.number().nonnegative();
const quantiles = z.object({ p50: z.number(), p99: z.number() }).nullable();

const SPENT = { start_ms: { p50: 3, p99: 21 }, run_ms: { p50: 4, p99: 30 } };
const FIGURES = { minutes: 5, accepted: 1200, completed: 1180, refused: 12, failed: 0, ...SPENT };
const KIND = { kind: "session.create", inline: false, queued: 4, oldest_ms: 12, pause: null, figures: FIGURES };
const FAILURE = {
  id: EXAMPLE.job,
  kind: "session.create",
  user_id: EXAMPLE.user,
  problem: problemOf("job-failed", "The job has failed."),
  settled_at: EXAMPLE.soon,
};

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
name("KindFigures", kindFiguresView, FIGURES);

export const kindView = z.object({
  kind: z.string(),
  inline: z.boolean().describe("run by the API itself; cannot be paused"),
  queued: z.int().nonnegative().describe("open jobs; 10000 stands for as many or more"),
  oldest_ms: z.number().nullable().describe("how long the oldest of them has waited"),
  pause: kindPauseView.nullable(),
  figures: kindFiguresView,
});
name("Kind", kindView, KIND);
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
name("Overview", overviewView, {
  at: EXAMPLE.at,
  workers: { starting: 0, running: 2, draining: 0, stopped: 1, lost: 0 },
  in_hand: 4,
  concurrency: 32,
  per_second: { accepted: 20, completed: 19.7, refused: 0.2, failed: 0 },
  kinds: [KIND],
  last_failures: [FAILURE],
});
export type Overview = z.infer<typeof overviewView>;
