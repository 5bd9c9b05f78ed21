/** The worker's row: figures go up with each beat, orders come down with it. */
import { hostname } from "node:os";
import { beat, type Db, markStopped, registerWorker, type WorkerFigures } from "@assent/db";
import { newId } from "@assent/domain";
import { type Consumer, watchEventLoop } from "@assent/jobs/worker";
import { every, type Log, type Timer, VERSION } from "@assent/runtime";

interface Self {
  kinds: string[];
  concurrency: number;
  heartbeatMs: number;
}

/** So many missed beats make a worker unhealthy, and so many in a row make it fit to judge others. */
const BEATS = 5;
/** A gap between two beats that is longer than this many intervals is a missed one. */
const GAP = 2.5;

/** Registers the worker and begins to beat. @throws Error when PostgreSQL does not answer */
export async function startHeartbeat(db: Db, self: Self, log: Log): Promise<Heartbeat> {
  const heartbeat = new Heartbeat(db, self, log);
  await heartbeat.start();
  return heartbeat;
}

export class Heartbeat {
  /** Who this worker is now. */
  id = "";
  status: "starting" | "running" | "draining" = "starting";

  readonly #db: Db;
  readonly #self: Self;
  readonly #log: Log;
  readonly #loop = watchEventLoop();
  readonly #drainOrdered = Promise.withResolvers<void>();
  #consumer: Consumer | undefined;
  #timer: Timer | undefined;
  #lastBeat = performance.now();
  #steadySince = performance.now();
  #clockOffsetMs = 0;
  #lastInTurn: Promise<void> = Promise.resolve();

  constructor(db: Db, self: Self, log: Log) {
    this.#db = db;
    this.#self = self;
    this.#log = log;
  }

  async start(): Promise<void> {
    await this.#register();
    this.#timer = every(() => this.#beatInTurn(), { intervalMs: this.#self.heartbeatMs, jitter: 0.1, onError: () => {} });
  }

  /** Whether a beat has lately reached PostgreSQL. */
  get healthy(): boolean {
    return performance.now() - this.#lastBeat < BEATS * this.#self.heartbeatMs;
  }

  /** Whether the beats have come through without a gap for long enough to call other workers silent. */
  get steady(): boolean {
    return this.healthy && performance.now() - this.#steadySince > BEATS * this.#self.heartbeatMs;
  }

  /** From now on the beats report this consumer and obey the orders for it. */
  async attach(consumer: Consumer): Promise<{ drainOrdered: Promise<void> }> {
    this.#consumer = consumer;
    if (this.status === "starting") this.status = "running";
    await this.#beatInTurn();
    return { drainOrdered: this.#drainOrdered.promise };
  }

  async draining(): Promise<void> {
    this.status = "draining";
    await this.#beatInTurn();
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
    await this.#lastInTurn;
    this.#loop.stop();
    await markStopped(this.#db, this.id, this.#figures()).catch((error) => this.#missed(error));
  }

  async #register() {
    const id = newId();
    await registerWorker(this.#db, { id, hostname: hostname(), pid: process.pid, version: VERSION, ...this.#self });
    this.#log.info({ event: "worker.registered", worker_id: id }, `registered as worker ${id}`);
    this.id = id;
  }

  /** One beat at a time: two that both learned they were given up would register twice. */
  #beatInTurn(): Promise<void> {
    this.#lastInTurn = this.#lastInTurn.then(() => this.#beat()).catch((error) => this.#missed(error));
    return this.#lastInTurn;
  }

  async #beat() {
    const sentAt = Date.now();
    const answer = await beat(this.#db, this.id, this.status, this.#figures());
    this.#arrived();
    if (!answer) return this.#startAnew();
    this.#clockOffsetMs = (sentAt + Date.now()) / 2 - answer.now.getTime();
    if (answer.desired !== "drain" || this.status !== "running") return;
    this.#log.info({ event: "worker.drain_ordered", worker_id: this.id }, "ordered to drain");
    this.#drainOrdered.resolve();
  }

  #arrived() {
    const now = performance.now();
    if (now - this.#lastBeat > GAP * this.#self.heartbeatMs) this.#steadySince = now;
    this.#lastBeat = now;
  }

  /** The fleet has given this worker up: its jobs are with others by now. */
  async #startAnew() {
    this.#log.warn(
      { event: "worker.given_up", worker_id: this.id },
      "this worker was marked lost; it stops taking work and registers anew",
    );
    await this.#consumer?.pause();
    await this.#register();
    if (this.status === "running") await this.#consumer?.resume();
  }

  #figures(): WorkerFigures {
    const counts = this.#consumer?.figures ?? { running: 0, completed: 0, failed: 0 };
    return { ...counts, rssBytes: process.memoryUsage.rss(), eventLoopLagMs: this.#loop.lagMs(), clockOffsetMs: this.#clockOffsetMs };
  }

  #missed(err: unknown) {
    this.#log.error(
      { event: "heartbeat.failed", worker_id: this.id, err },
      "the heartbeat did not reach PostgreSQL; after a few more the worker counts as lost",
    );
  }
}
