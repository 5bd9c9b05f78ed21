/** Accepting work: the row first, then BullMQ. Only PostgreSQL has to be there. */
import {
  countOpenJobs,
  type Db,
  findByIdempotencyKeys,
  findJobs,
  insertJobs,
  isDisconnection,
  type KeyedJob,
  type NewJob,
} from "@assent/db";
import { newId } from "@assent/domain";
import { coalesce } from "@assent/runtime";
import type { z } from "zod";
import type { Broker } from "./broker.ts";
import { deliver, deliveriesOf } from "./delivery.ts";
import { departures, type Requested } from "./departures.ts";
import { inlineRuns } from "./inline.ts";
import type { TypedKind } from "./kind.ts";
import { type JobObserver, nobody } from "./observer.ts";
import { type OpenJobs, openJobsOf, TooManyOpenJobs } from "./open-jobs.ts";
import { sent } from "./traces.ts";

export interface Request {
  /** Who asks: the `sub` of the token, or `system:<part>`. */
  principal: string;
  userId: string | null;
  requestId?: string | null;
  /** Where it comes from; null if that is in no trace. Where nobody has decided about it, a trace begins with the job, if it is kept. */
  traceparent?: string | null;
  /** Same key, same principal: same job. `hash` tells two requests under one key apart. */
  idempotency?: { key: string; hash: string } | undefined;
  /** How many jobs of that user may be open for this one to be accepted; 0 for any number, and so without it. */
  mostOpenJobs?: number;
  /** Whether somebody waits for its outcome, which is taken for granted; what nobody waits for may be handed over a moment later. */
  awaited?: boolean;
  /** Given when the caller must know the id beforehand, to listen for it. */
  id?: string;
}

export type Enqueued =
  | { id: string; replayed: false }
  /** The key was used before, for this row; the caller compares the hashes. */
  | { id: string; replayed: true; original: KeyedJob };

export interface Producer {
  /** Accepts a job, and begins to run it if its kind is inline. @throws TooManyOpenJobs unless it is, or repeats an earlier request */
  enqueue<Payload extends z.ZodType>(kind: TypedKind<Payload, z.ZodType>, payload: z.infer<Payload>, request: Request): Promise<Enqueued>;
  /** Resolves when none of the inline jobs that were begun is under way, and BullMQ has heard of the others or is silent. */
  idle(): Promise<void>;
}

export interface ProducerOptions {
  db: Db;
  /** Where inline jobs run, which may take long; `db` if it is not given. */
  inlineDb?: Db;
  broker: Broker;
  /** Told which jobs PostgreSQL has just accepted. */
  onAccepted?: (ids: string[]) => void;
  observer?: JobObserver;
  /** Told when BullMQ could not take jobs; reconciliation delivers them later. */
  onUndelivered: (ids: string[], error: unknown) => void;
}

const MOST_ROWS_AT_ONCE = 500;
/** One would make larger batches, but also wait with everything for a connection that has died unnoticed. */
const PARALLEL_INSERTS = 2;
/** While PostgreSQL is silent, requests must not pile up with their bodies: what comes then is refused. */
const MOST_WAITING = 10_000;
/** Characters. Such a request is held about five times over: its body, parsed, sealed, in the statement and on its way. */
const HEAVIEST_WAITING = 24 * 1024 * 1024;
const HEAVIEST_AT_ONCE = 4 * 1024 * 1024;
/** The same request may succeed when it is repeated. */
const SERIALIZATION_FAILURE = "40001";

export function createProducer(options: ProducerOptions): Producer {
  const { db, inlineDb = db, broker, onAccepted = () => {}, observer = nobody, onUndelivered } = options;
  const accept = coalesce(acceptAll, {
    max: MOST_ROWS_AT_ONCE,
    parallel: PARALLEL_INSERTS,
    weigh: ({ job }: Requested) => charactersIn(job.payload),
    maxWeight: HEAVIEST_AT_ONCE,
    mostWaiting: MOST_WAITING,
    mostWaitingWeight: HEAVIEST_WAITING,
  });
  /** Apart from `accept`: what was accepted must not fail with the look at what was not. */
  const originalOf = coalesce((keys: Key[]) => findOriginals(db, keys), {
    max: MOST_ROWS_AT_ONCE,
    parallel: PARALLEL_INSERTS,
    mostWaiting: MOST_WAITING,
  });
  const quotas = new Map<number, OpenJobs>();
  function quotaOf(most: number): OpenJobs {
    const quota = quotas.get(most) ?? openJobsOf({ most, count: (user) => countOpenJobs(db, user, most) });
    quotas.set(most, quota);
    return quota;
  }
  const departing = departures(handOver);
  const inline = inlineRuns(inlineDb, observer, (id, error) => onUndelivered([id], error));

  /** The rows are committed when this resolves; BullMQ is not waited for. @returns for each whether it was inserted */
  async function acceptAll(requested: Requested[]): Promise<boolean[]> {
    const depart = departing.board(requested.filter(({ kind }) => !kind.policy.inline));
    const news = requested.map(({ job }) => job);
    let inserted = NOTHING;
    try {
      inserted = await insertJobs(db, news).catch((error) => lookForThem(db, news, error));
    } finally {
      depart(inserted);
    }
    onAccepted([...inserted]);
    for (const { kind, job } of requested) if (inserted.has(job.id)) observer.accepted(kind.name, 1);
    return news.map(({ id }) => inserted.has(id));
  }

  async function handOver(jobs: NewJob[]) {
    await deliver(broker, deliveriesOf(jobs)).catch((error) =>
      onUndelivered(
        jobs.map(({ id }) => id),
        error,
      ),
    );
  }

  async function originalUnlessInserted(requested: Requested, request: Request): Promise<KeyedJob | undefined> {
    const { job } = requested;
    try {
      if (await withinQuota(requested, request, () => sent(job, request.traceparent, () => accept(requested)))) return undefined;
    } catch (error) {
      const repeated = error instanceof TooManyOpenJobs && job.idempotencyKey !== null && (await originalOf(keyOf(job)));
      if (!repeated) throw error;
      return repeated;
    }
    return (await originalOf(keyOf(job))) ?? forgotten();
  }

  /** A withdrawal is inline: nothing keeps it out. @throws TooManyOpenJobs */
  async function withinQuota({ kind }: Requested, { userId, mostOpenJobs = 0 }: Request, insert: () => Promise<boolean>): Promise<boolean> {
    if (mostOpenJobs === 0 || userId === null || kind.policy.inline) return insert();
    const leave = await quotaOf(mostOpenJobs).enter(userId);
    return insert().finally(leave);
  }

  return {
    async enqueue(kind, payload, request) {
      const job = newJob(kind.name, kind.payload.parse(payload) as Record<string, unknown>, request);
      const original = await originalUnlessInserted({ kind, job, awaited: request.awaited ?? true }, request);
      if (original) return replayOf(original);
      if (kind.policy.inline && !inline.begin(kind, job.id)) departing.depart([job]);
      return { id: job.id, replayed: false };
    },
    async idle() {
      await inline.idle();
      await departing.ended();
    },
  };
}

const NOTHING: ReadonlySet<string> = new Set();

function charactersIn(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  let characters = 0;
  for (const part of Object.values(value)) characters += charactersIn(part);
  return characters;
}

const newJob = (kind: string, payload: Record<string, unknown>, request: Request): NewJob => ({
  id: request.id ?? newId(),
  kind,
  payload,
  principal: request.principal,
  userId: request.userId,
  requestId: request.requestId ?? null,
  traceparent: request.traceparent ?? null,
  idempotencyKey: request.idempotency?.key ?? null,
  requestHash: request.idempotency?.hash ?? null,
});

type Key = Parameters<typeof findByIdempotencyKeys>[1][number];

const keyOf = ({ principal, idempotencyKey }: Pick<NewJob, "principal" | "idempotencyKey">): Key => ({
  principal,
  idempotencyKey: idempotencyKey ?? "",
});

const replayOf = (original: KeyedJob): Enqueued => ({ id: original.id, replayed: true, original });

/** @returns for each key the job that had it first */
async function findOriginals(db: Db, keys: Key[]): Promise<(KeyedJob | undefined)[]> {
  const found = new Map((await findByIdempotencyKeys(db, keys)).map((job) => [nameOf(job), job]));
  return keys.map((key) => found.get(nameOf(key)));
}

const nameOf = ({ principal, idempotencyKey }: Key) => JSON.stringify([principal, idempotencyKey]);

/** Keys are forgotten by age: this one between the insert that met it and the look at its job. */
function forgotten(): never {
  throw Object.assign(new Error("the idempotency key was just forgotten"), { code: SERIALIZATION_FAILURE });
}

/** A connection lost during the commit leaves open whether there was one: only the rows can tell. */
async function lookForThem(db: Db, news: NewJob[], error: unknown): Promise<Set<string>> {
  if (!isDisconnection(error)) throw error;
  const found = await findJobs(
    db,
    news.map(({ id }) => id),
  );
  if (found.length === 0) throw error;
  return new Set(found.map(({ id }) => id));
}
