/**
 * Handing job ids to BullMQ. A *delivery* is a BullMQ job: it carries the ids of up to `policy.batch` jobs of one kind, and
 * BullMQ's own cost is paid once for all of them. What it takes or loses is never a matter of truth: the rows are.
 */
import { assignDeliveries, type Db, type NewJob, type OverdueJob, onlyOpen } from "@assent/db";
import { newId } from "@assent/domain";
import type { Queue } from "bullmq";
import type { Broker } from "./broker.ts";
import type { Kind } from "./kind.ts";

export interface Delivery {
  /** The id of the only job in it, or one of its own. */
  id: string;
  kind: string;
  jobIds: string[];
}

/** What a row tells about who carries it. */
export type Deliverable = Pick<OverdueJob, "id" | "kind"> & { deliveryId?: string | null };

/**
 * PostgreSQL counts attempts and decides when a job has failed; BullMQ only has to keep trying. The pauses come
 * from the worker's backoff strategy. A delivery is gone from BullMQ when all of its jobs have settled.
 */
const UNTIL_SETTLED = {
  attempts: 1_000_000,
  stackTraceLimit: 1,
  backoff: { type: "settling" },
  removeOnComplete: true,
  removeOnFail: { age: 86_400, count: 1_000 },
};

/** Decides which of the jobs travel together; their rows are to say so. A job on its own needs no other id. */
export function pack(kind: Kind, jobs: Pick<NewJob, "deliveryId">[]): void {
  for (let i = 0; i < jobs.length; i += kind.policy.batch) {
    const together = jobs.slice(i, i + kind.policy.batch);
    const deliveryId = together.length > 1 ? newId() : null;
    for (const job of together) job.deliveryId = deliveryId;
  }
}

/** The deliveries that these rows name. */
export function deliveriesOf(jobs: Deliverable[]): Delivery[] {
  const byId = Map.groupBy(jobs, ({ id, deliveryId }) => deliveryId ?? id);
  return [...byId].map(([id, some]) => ({ id, kind: some[0]?.kind ?? "", jobIds: some.map((job) => job.id) }));
}

/** Hands over deliveries that BullMQ may not have yet. @throws when BullMQ cannot be reached; they may or may not have arrived. */
export async function deliver(broker: Broker, deliveries: Delivery[]): Promise<void> {
  const [first, ...others] = deliveries;
  if (first && others.length === 0) return addOne(broker, first);
  const byKind = Map.groupBy(deliveries, ({ kind }) => kind);
  await Promise.all([...byKind].map(([kind, some]) => queueOf(broker, kind).addBulk(some.map(entry))));
}

/** For one, `addBulk` costs a transaction around it. */
async function addOne(broker: Broker, delivery: Delivery): Promise<void> {
  const { name, data, opts } = entry(delivery);
  await queueOf(broker, delivery.kind).add(name, data, opts);
}

const entry = ({ id, kind, jobIds }: Delivery) => ({
  name: kind,
  data: jobIds.length === 1 && jobIds[0] === id ? {} : { job_ids: jobIds },
  opts: { ...UNTIL_SETTLED, jobId: id },
});

/** The jobs that a BullMQ job carries. */
export const jobIdsIn = ({ id, data }: { id?: unknown; data?: unknown }): string[] =>
  (data as { job_ids?: string[] } | undefined)?.job_ids ?? [String(id)];

/**
 * Makes sure that BullMQ will run jobs that are open in PostgreSQL, whatever BullMQ thinks of them now. What travels with others
 * gets a delivery of a new id: the jobs given here need not be all that were in the old one.
 *
 * @returns how many it had lost. @throws when BullMQ cannot be reached.
 */
export async function redeliver(db: Db, broker: Broker, jobs: Deliverable[]): Promise<number> {
  const missing = await notHeld(broker, jobs);
  if (missing.length === 0) return 0;
  /** They may have settled since they were read, or have been delivered anew by somebody else. */
  const lost = await notHeld(
    broker,
    await onlyOpen(
      db,
      missing.map(({ id }) => id),
    ),
  );
  const alone = lost.filter(({ deliveryId }) => !deliveryId);
  const together = lost.filter(({ deliveryId }) => deliveryId);
  /** Adding what BullMQ holds as finished would change nothing. */
  await Promise.all(alone.map(({ id, kind }) => queueOf(broker, kind).remove(id)));
  await deliver(broker, deliveriesOf(alone));
  await deliverAnew(db, broker, together);
  return lost.length;
}

/** Hands over jobs in deliveries of new ids, whatever BullMQ has of them. */
export async function deliverAnew(db: Db, broker: Broker, jobs: Deliverable[]): Promise<void> {
  const deliveries = deliveriesOf(jobs).map((delivery) => ({ ...delivery, id: newId() }));
  await assignDeliveries(
    db,
    deliveries.flatMap(({ id, jobIds }) => jobIds.map((jobId) => ({ id: jobId, deliveryId: id }))),
  );
  await deliver(broker, deliveries);
}

/** Those of the jobs that BullMQ has neither in their delivery nor alone. */
async function notHeld<Job extends Deliverable>(broker: Broker, jobs: Job[]): Promise<Job[]> {
  const asked = jobs.flatMap(({ id, kind, deliveryId }) => (deliveryId ? [id, deliveryId] : [id]).map((one) => ({ id: one, kind })));
  const held = await broker.held(asked);
  const isOpen = (id: string | null | undefined) => id != null && held.get(id) === "open";
  return jobs.filter(({ id, deliveryId }) => !isOpen(id) && !isOpen(deliveryId));
}

/** What BullMQ knows of the delivery that carries a job. */
export interface Located {
  state: string;
  /** Runs that BullMQ has seen, also those that were nobody's fault. */
  attempt: number;
  /** Who took it last, and when; null before the first time. */
  workerId: string | null;
  takenAt: Date | null;
  /** Of a delayed one: how long it rests, in milliseconds. */
  delayMs: number;
}

/** Where BullMQ has a job now; null when it does not know it. @throws when it cannot be asked */
export async function locate(broker: Broker, { id, kind, deliveryId }: Deliverable): Promise<Located | null> {
  const queue = queueOf(broker, kind);
  return (await locateDelivery(queue, id)) ?? (deliveryId ? locateDelivery(queue, deliveryId) : null);
}

/** The state first: what is read after it is at least as new, so that a delayed one tells for how long it is. */
async function locateDelivery(queue: Queue, id: string): Promise<Located | null> {
  const state = await queue.getJobState(id);
  const delivery = await queue.getJob(id);
  if (!delivery) return null;
  const { attemptsMade, processedBy, processedOn, delay } = delivery;
  const takenAt = processedOn ? new Date(processedOn) : null;
  return { state, attempt: attemptsMade, workerId: processedBy ?? null, takenAt, delayMs: delay };
}

/** So many deliveries of a queue are looked at. */
const MOST_LOOKED_AT = 100;

/** The jobs of these kinds that a worker has in hand, as far as BullMQ knows, of many only the first. @throws when it cannot be asked */
export async function heldBy(broker: Broker, { id, kinds }: { id: string; kinds: string[] }): Promise<string[]> {
  const queues = new Set(kinds.map((kind) => broker.queues.get(kind)).filter((queue) => queue !== undefined));
  const active = await Promise.all([...queues].map((queue) => queue.getActive(0, MOST_LOOKED_AT - 1)));
  return active
    .flat()
    .filter((delivery) => delivery?.processedBy === id && kinds.includes(delivery.name))
    .flatMap(jobIdsIn)
    .slice(0, MOST_LOOKED_AT);
}

/** Where BullMQ has a job now; null when it does not know it or cannot be asked. */
export const whereabouts = async (broker: Broker, job: Deliverable): Promise<{ state: string; attempt: number } | null> => {
  const located = await locate(broker, job).catch(() => null);
  return located && { state: located.state, attempt: located.attempt };
};

function queueOf(broker: Broker, kind: string): Queue {
  const queue = broker.queues.get(kind);
  if (!queue) throw new Error(`there is no queue for the job kind "${kind}"`);
  return queue;
}
