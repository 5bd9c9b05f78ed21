import { z } from "zod";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
import { timestamp } from "./time.ts";

/**
 * - `starting`: registered, takes no jobs yet.
 * - `running`: takes jobs.
 * - `draining`: takes no new jobs, finishes those it has.
 * - `stopped`: ended as it should.
 * - `lost`: fell silent; its jobs were delivered to others.
 */
export const WORKER_STATUSES = ["starting", "running", "draining", "stopped", "lost"] as const;
export type WorkerStatus = (typeof WORKER_STATUSES)[number];

/** A worker that has missed so many of its own heartbeats is lost. */
export const MISSED_BEATS = 5;

export const WORKER_ORDERS = ["run", "drain"] as const;
export type WorkerOrder = (typeof WORKER_ORDERS)[number];

export const workerView = z.object({
  id,
  hostname: z.string(),
  pid: z.int(),
  version: z.string(),
  status: z.enum(WORKER_STATUSES),
  desired: z.enum(WORKER_ORDERS),
  kinds: z.array(z.string()),
  concurrency: z.int(),
  running: z.int(),
  completed: z.int(),
  failed: z.int(),
  rss_bytes: z.int(),
  event_loop_lag_ms: z.number(),
  clock_offset_ms: z.number(),
  started_at: timestamp,
  last_heartbeat_at: timestamp,
  stopped_at: timestamp.nullable(),
});
name("Worker", workerView, {
  id: EXAMPLE.worker,
  hostname: "worker-1",
  pid: 42,
  version: "0.1.0",
  status: "running",
  desired: "run",
  kinds: ["session.create", "session.expire"],
  concurrency: 16,
  running: 2,
  completed: 1841,
  failed: 0,
  rss_bytes: 121_634_816,
  event_loop_lag_ms: 0.4,
  clock_offset_ms: -1.5,
  started_at: EXAMPLE.at,
  last_heartbeat_at: EXAMPLE.soon,
  stopped_at: null,
});
export type WorkerView = z.infer<typeof workerView>;
