/** The worker's row: figures go up with each beat, orders come down with it. */
import { hostname } from "node:os";
import { beat, type Db, markStopped, registerWorker, type WorkerFigures } from "@assent/db";
import { newId } from "@assent/domain";
import type { Consumer } from "@assent/jobs/worker";
import { watchEventLoop } from "@assent/jobs/worker";
import { every, type Log, VERSION } from "@assent/runtime";

export interface Heartbeat {
  /** Who this worker is now. */
  readonly id: string;
  readonly status: "starting" | "running" | "draining";
  /** Whether the last beat reached PostgreSQL in time. */
  readonly healthy: boolean;
  /** From now on the beats report this consumer and obey the orders for it. */
  attach(consumer: Consumer): Promise<{ drainOrdered: Promise<void> }>;
  draining(): Promise<void>;
  stop(): Promise<void>;
}

interface Self {
  kinds: string[];
  concurrency: number;
  heartbeatMs: number;
}

const MISSED_BEATS = 5;

export async function startHeartbeat(db: Db, self: Self, log: Log): Promise<Heartbeat> {
  const loop = watchEventLoop();
  const ordered = Promise.withResolvers<void>();
  let id = await register();
  let status: Heartbeat["status"] = "starting";
  let consumer: Consumer | undefined;
  let lastBeat = performance.now();
  let clockOffsetMs = 0;
  let lastInTurn: Promise<void> = Promise.resolve();

  async function register() {
    const next = newId();
    await registerWorker(db, { id: next, hostname: hostname(), pid: process.pid, version: VERSION, ...self });
    log.info({ event: "worker.registered", worker_id: next }, `registered as worker ${next}`);
    return next;
  }

  function figures(): WorkerFigures {
    const counts = consumer?.figures ?? { running: 0, completed: 0, failed: 0 };
    return { ...counts, rssBytes: process.memoryUsage.rss(), eventLoopLagMs: loop.lagMs(), clockOffsetMs };
  }

  /** One beat at a time: two that both learned they were given up would register twice. */
  function beatInTurn() {
    lastInTurn = lastInTurn.then(onBeat).catch(onError);
    return lastInTurn;
  }

  async function onBeat() {
    const sentAt = Date.now();
    const answer = await beat(db, id, status, figures());
    lastBeat = performance.now();
    if (!answer) return startAnew();
    clockOffsetMs = (sentAt + Date.now()) / 2 - answer.now.getTime();
    if (answer.desired === "drain" && status === "running") {
      log.info({ event: "worker.drain_ordered", worker_id: id }, "ordered to drain");
      ordered.resolve();
    }
  }

  /** The fleet has given this worker up: its jobs are with others by now. */
  async function startAnew() {
    log.warn({ event: "worker.given_up", worker_id: id }, "this worker was marked lost; it stops taking work and registers anew");
    await consumer?.pause();
    id = await register();
    if (status === "running") await consumer?.resume();
  }

  const onError = (err: unknown) =>
    log.error(
      { event: "heartbeat.failed", worker_id: id, err },
      "the heartbeat did not reach PostgreSQL; after a few more the worker counts as lost",
    );
  const timer = every(beatInTurn, { intervalMs: self.heartbeatMs, jitter: 0.1, onError });

  return {
    get id() {
      return id;
    },
    get status() {
      return status;
    },
    get healthy() {
      return performance.now() - lastBeat < MISSED_BEATS * self.heartbeatMs;
    },
    async attach(running) {
      consumer = running;
      if (status === "starting") status = "running";
      await beatInTurn();
      return { drainOrdered: ordered.promise };
    },
    async draining() {
      status = "draining";
      await beatInTurn();
    },
    async stop() {
      await timer.stop();
      await lastInTurn;
      loop.stop();
      await markStopped(db, id, figures()).catch(onError);
    },
  };
}
