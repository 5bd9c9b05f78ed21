import { connect } from "@assent/db";
import { createBroker, createProducer, kinds } from "@assent/jobs";
import { jobEvents, startConsumer, startMaintenance } from "@assent/jobs/worker";
import { type Log, type Service, within } from "@assent/runtime";
import type { WorkerEnv } from "./env.ts";
import { type Heartbeat, startHeartbeat } from "./heartbeat.ts";

export interface WorkerService extends Service {
  heartbeat: Heartbeat;
}

/** A worker: registered, beating, taking jobs, keeping house. It needs PostgreSQL to start; Redis may come later. */
export async function startWorker(env: WorkerEnv, log: Log): Promise<WorkerService> {
  const events = jobEvents(log);
  const work = connect(env.DATABASE_URL, { name: "assent-worker" });
  /** The heartbeat must not queue behind the work whose health it reports. */
  const pulse = connect(env.DATABASE_URL, { name: "assent-heartbeat", max: 1, statementTimeoutMs: 5_000 });
  const broker = createBroker({
    ...{ name: "assent-worker", databaseUrl: env.DATABASE_URL, redisUrl: env.REDIS_URL, prefix: env.QUEUE_PREFIX },
    onError: events.brokerFailed,
  });
  const producer = createProducer({ db: work.db, broker, onUndelivered: events.undelivered });

  const self = { kinds: kinds.map(({ name }) => name), concurrency: env.WORKER_CONCURRENCY, heartbeatMs: env.HEARTBEAT_MS };
  const heartbeat = await startHeartbeat(pulse.db, self, log);
  const workerId = () => heartbeat.id;
  const consumer = await startConsumer({ db: work.db, broker, log, workerId, concurrency: env.WORKER_CONCURRENCY });
  const maintenance = startMaintenance({ db: work.db, broker, producer, log, workerId });
  const ended = heartbeat.attach(consumer);

  return {
    name: "worker",
    heartbeat,
    ended,
    async stop(deadline) {
      await heartbeat.draining();
      const drained = await consumer.drain(deadline);
      await within(maintenance.stop(), deadline);
      await heartbeat.stop();
      await within(Promise.all([broker.close(), work.close(), pulse.close()]), AbortSignal.timeout(CLOSE_MS));
      if (!drained) throw new Error("the drain deadline passed with jobs under way; they are redelivered");
    },
  };
}

const CLOSE_MS = 2_000;
