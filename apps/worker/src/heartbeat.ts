/** The worker's row: figures go up with each beat, orders come down with it. */
import { hostname } from "node:os";
import { beat, type Db, markStopped, pausedKinds, registerWorker, type WorkerFigures } from "@assent/db";
import { newId } from "@assent/domain";
import type { Tally } from "@assent/jobs";
import type { Consumer } from "@assent/jobs/worker";
import { every, type Log, sparingly, type Timer, VERSION, watchEventLoop } from "@assent/runtime";

interface Self {
  kinds: string[];
  concurrency: number;
  heartbeatMs: number;
}

interface Options extends Self {
  /** Written with the beats. */
  tally: Tally;
}

/** So many missed beats make a worker unhealthy, and so many in a row make it fit to judge others. */
const BEATS = 5;
/** After a beat that failed the next one comes this soon: until one gets through, the worker takes no work. */
const AGAIN_MS = 500;
const REPORT_EVERY_MS = 2_000;
/** A gap between two beats that is longer than this many intervals is a missed one. */
const GAP = 2.5;

/** Registers the worker and begins to beat. @throws Error when PostgreSQL does not answer */
export async function startHeartbeat(db: Db, self: Options, log: Log): Promise<Heartbeat> {
  const heartbeat = new Heartbeat(db, self, log);
  await heartbeat.start();
  return heartbeat;
}

export class Heartbeat {
  /** Who this worker is now. */
  id = "";
  status: "starting" | "running" | "draining" = "starting";
  /** The kinds of which no worker is to take jobs. */
  paused: string[] = [];

  readonly #db: Db;
  readonly #self: Self;
  readonly #log: Log;
  readonly #tally: Tally;
  readonly #loop = watchEventLoop();
  readonly #drainOrdered = Promise.withResolvers<void>();
  #consumer: Consumer | undefined;
  #timer: Timer | undefined;
  #lastBeat = performance.now();
  #steadySince = performance.now();
  #clockOffsetMs = 0;
  #cutOff = false;
  #lastInTurn: Promise<void> = Promise.resolve();

  constructor(db: Db, { tally, ...self }: Options, log: Log) {
    this.#db = db;
    this.#self = self;
    this.#tally = tally;
    this.#log = log;
  }

  async start(): Promise<void> {
    await this.#register();
    this.paused = await pausedKinds(this.#db);
    const intervalMs = () => (this.#cutOff ? Math.min(AGAIN_MS, this.#self.heartbeatMs) : this.#self.heartbeatMs);
    this.#timer = every(() => this.#beatInTurn(), { intervalMs, jitter: 0.1, onError: () => {} });
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
    await this.#tally.write(this.#db).catch((error) => this.#missed(error));
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
    this.#lastInTurn = this.#lastInTurn.then(() => this.#beat()).catch((error) => this.#missedOne(error));
    return this.#lastInTurn;
  }

  async #beat() {
    const sentAt = Date.now();
    const answer = await beat(this.#db, this.id, this.status, this.#figures());
    this.#arrived();
    if (!answer) return this.#startAnew();
    await this.#backInTouch();
    this.#clockOffsetMs = (sentAt + Date.now()) / 2 - answer.now.getTime();
    this.paused = answer.paused;
    await this.#consumer?.heedPauses();
    await this.#tally.write(this.#db).catch(() => {});
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
    this.#cutOff = false;
    if (this.status === "running") await this.#consumer?.resume();
  }

  /** PostgreSQL cannot be reached, so a job that was taken now could only be postponed. */
  async #missedOne(error: unknown) {
    this.#missed(error);
    this.#cutOff = true;
    await this.#consumer?.pause();
  }

  async #backInTouch() {
    if (!this.#cutOff) return;
    this.#cutOff = false;
    if (this.status === "running") await this.#consumer?.resume();
  }

  #figures(): WorkerFigures {
    const counts = this.#consumer?.figures ?? { running: 0, completed: 0, failed: 0 };
    return { ...counts, rssBytes: process.memoryUsage.rss(), eventLoopLagMs: this.#loop.lagMs(), clockOffsetMs: this.#clockOffsetMs };
  }

  readonly #missed = sparingly(
    (err: unknown) =>
      this.#log.error(
        { event: "heartbeat.failed", worker_id: this.id, err },
        "the heartbeat did not reach PostgreSQL; this worker takes no work until one does, and is lost if that takes long",
      ),
    REPORT_EVERY_MS,
  );
}
