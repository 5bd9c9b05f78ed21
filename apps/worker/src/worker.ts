import { connect } from "@assent/db";
import { createBroker, createProducer, kinds } from "@assent/jobs";
import { type Consumer, jobEvents, startConsumer, startMaintenance } from "@assent/jobs/worker";
import { type Log, type Service, within } from "@assent/runtime";
import type { WorkerEnv } from "./env.ts";
import { type Heartbeat, startHeartbeat } from "./heartbeat.ts";

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

/** A worker: registered, beating, taking jobs, keeping house. It needs PostgreSQL to start; Redis may come later. */
export async function startWorker(env: WorkerEnv, log: Log): Promise<WorkerService> {
  const events = jobEvents(log);
  const work = connect(env.DATABASE_URL, { name: "assent-worker", max: WORK_POOL });
  /** Apart, so that an idle worker's other connections can close: what keeps house never rests. */
  const upkeep = connect(env.DATABASE_URL, { name: "assent-maintenance", max: 1 });
  /** The heartbeat must not queue behind the work whose health it reports. */
  const pulse = connect(env.DATABASE_URL, { name: "assent-heartbeat", max: 1, statementTimeoutMs: 5_000 });
  const broker = createBroker({
    ...{ name: "assent-worker", databaseUrl: env.DATABASE_URL, redisUrl: env.REDIS_URL, prefix: env.QUEUE_PREFIX },
    onError: events.brokerFailed,
  });
  const close = () => within(Promise.all([broker.close(), work.close(), upkeep.close(), pulse.close()]), AbortSignal.timeout(CLOSE_MS));

  const self = { kinds: kinds.map(({ name }) => name), concurrency: env.WORKER_CONCURRENCY, heartbeatMs: env.HEARTBEAT_MS };
  const heartbeat = await startHeartbeat(pulse.db, self, log).catch(async (error) => {
    await close();
    throw error;
  });
  const workerId = () => heartbeat.id;
  const producer = createProducer({ db: work.db, broker, onUndelivered: events.undelivered });
  const maintenance = startMaintenance({ db: upkeep.db, broker, producer, log, workerId, mayJudgeOthers: () => heartbeat.steady });
  let consumer: Consumer | undefined;
  const consuming = startConsumer({ db: work.db, broker, log, workerId, concurrency: env.WORKER_CONCURRENCY });
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
    await within(heartbeat.stop(), AbortSignal.timeout(CLOSE_MS));
    await close();
    if (!drained) throw new Error("the drain deadline passed with jobs under way; they are redelivered");
  }

  await within(attached, AbortSignal.timeout(READY_MS)).catch(async (error) => {
    await stop(AbortSignal.timeout(CLOSE_MS));
    throw error;
  });
  return {
    name: "worker",
    heartbeat,
    ended: attached.then(({ drainOrdered }) => drainOrdered),
    stop: (deadline) => {
      stopped ??= stop(deadline);
      return stopped;
    },
  };
}

/** While Redis is away BullMQ closes in vain; it is enough then that no job is under way. */
async function drain(consumer: Consumer, deadline: AbortSignal): Promise<boolean> {
  while (!deadline.aborted) {
    const closed = await consumer.drain(AbortSignal.any([deadline, AbortSignal.timeout(CLOSE_MS)]));
    if (closed || consumer.figures.running === 0) return true;
  }
  return false;
}
