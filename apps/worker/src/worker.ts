import { authenticateAuditWith, connectTo, directUrl } from "@assent/db";
import { createBroker, createProducer, createTally, deliverWebhooksWith, kinds, observers } from "@assent/jobs";
import { bothEvents, type Consumer, jobEvents, startConsumer, startMaintenance, type Watchdog } from "@assent/jobs/worker";
import { createMetrics, type Metrics } from "@assent/metrics";
import { type Log, type Service, within } from "@assent/runtime";
import { parseMacKeys } from "@assent/vault";
import type { WorkerEnv } from "./env.ts";
import { type Heartbeat, startHeartbeat } from "./heartbeat.ts";
import { quarantineIn } from "./quarantine.ts";
import { sealingIn } from "./sealing.ts";
import { WORK_LIMITS } from "./work-limits.ts";

export interface WorkerService extends Service {
  heartbeat: Heartbeat;
  /** Resolves when the worker was ordered to drain. */
  ended: Promise<void>;
}

/** How long a start waits for BullMQ; a worker that has waited in vain is up, and `starting` until Redis comes. */
const READY_MS = 2_000;
const CLOSE_MS = 2_000;
/** A transaction mostly waits for PostgreSQL, yet more of them at once only make smaller batches. */
const WORK_POOL = 4;

export interface WorkerOptions {
  /** Those of the process that it shares with others. */
  metrics?: Metrics;
  /** For a process that is nothing but a worker: it may end it. */
  watchdog?: Watchdog;
}

/** A worker: registered, beating, taking jobs, keeping house. It needs PostgreSQL to start; Redis may come later. */
export async function startWorker(env: WorkerEnv, log: Log, options: WorkerOptions = {}): Promise<WorkerService> {
  const { metrics = createMetrics("worker"), watchdog } = options;
  const { pools: observer } = metrics;
  const events = bothEvents(jobEvents(log), metrics.events);
  authenticateAuditWith(parseMacKeys(env.AUDIT_KEY));
  deliverWebhooksWith(env, events.webhooksParked);
  const work = connectTo(env, { name: "assent-worker", max: WORK_POOL, ...WORK_LIMITS, observer });
  /** Apart, so that an idle worker's other connections can close: what keeps house never rests. */
  const upkeep = connectTo(env, { name: "assent-maintenance", max: 1, observer });
  /** The heartbeat must not queue behind the work whose health it reports. */
  const pulse = connectTo(env, { name: "assent-heartbeat", max: 1, statementTimeoutMs: 2_500, observer });
  const broker = createBroker({
    ...{ name: "assent-worker", databaseUrl: directUrl(env), redisUrl: env.REDIS_URL, prefix: env.QUEUE_PREFIX },
    onError: events.brokerFailed,
  });
  const sealing = sealingIn(env, log, events);
  const connections = [broker, work, upkeep, pulse, ...(sealing ? [sealing] : [])];
  const close = () => within(Promise.all(connections.map((one) => one.close())), AbortSignal.timeout(CLOSE_MS));

  const self = { kinds: kinds.map(({ name }) => name), concurrency: env.WORKER_CONCURRENCY, heartbeatMs: env.HEARTBEAT_MS };
  const tally = createTally();
  const heartbeat = await startHeartbeat(pulse.db, { ...self, tally }, log).catch(async (error) => {
    await close();
    throw error;
  });
  const workerId = () => heartbeat.id;
  const jobs = observers(tally, metrics.jobs);
  const producer = createProducer({ db: work.db, broker, observer: jobs, onUndelivered: events.undelivered });
  const maintenance = startMaintenance({
    ...{ db: upkeep.db, broker, producer, log, events, observer: jobs, workerId, sealer: sealing?.sealer },
    mayJudgeOthers: () => heartbeat.steady,
    retention: env,
  });
  let consumer: Consumer | undefined;
  const quarantine = quarantineIn({
    variables: env,
    workerId,
    onDeath: events.quarantineDied,
    onUnavailable: events.quarantineUnavailable,
  });
  const consuming = startConsumer({
    ...{ db: work.db, broker, log, events, workerId, quarantine, watchdog, observer: jobs },
    ...{ concurrency: env.WORKER_CONCURRENCY, paused: () => heartbeat.paused },
  });
  const attached = consuming.then((ready) => {
    consumer = ready;
    return heartbeat.attach(ready);
  });

  let stopped: Promise<void> | undefined;
  async function stop(deadline: AbortSignal) {
    const told = within(heartbeat.draining(), AbortSignal.timeout(CLOSE_MS));
    const drained = consumer === undefined || (await drain(consumer, deadline));
    await told;
    await within(maintenance.stop(), deadline);
    await within(producer.idle(), deadline);
    await within(heartbeat.stop(), AbortSignal.timeout(CLOSE_MS));
    await close();
    if (!drained) throw new Error("the drain deadline passed with jobs under way; they are redelivered");
  }

  /** Whoever waits for Redis still when its connections close is told that they never opened. */
  const unlessStopped = (error: unknown) => (stopped ? never : Promise.reject(error));

  await within(attached, AbortSignal.timeout(READY_MS)).catch(async (error) => {
    await stop(AbortSignal.timeout(CLOSE_MS));
    throw error;
  });
  return {
    name: "worker",
    heartbeat,
    ended: attached.then(({ drainOrdered }) => drainOrdered).catch(unlessStopped),
    stop: (deadline) => {
      stopped ??= stop(deadline);
      return stopped;
    },
  };
}

const never = new Promise<never>(() => {});

/** While Redis is away BullMQ closes in vain; it is enough then that no job is under way. */
async function drain(consumer: Consumer, deadline: AbortSignal): Promise<boolean> {
  while (!deadline.aborted) {
    const closed = await consumer.drain(AbortSignal.any([deadline, AbortSignal.timeout(CLOSE_MS)]));
    if (closed || consumer.figures.running === 0) return true;
  }
  return false;
}
