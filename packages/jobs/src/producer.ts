/** Accepting work: the row first, then BullMQ. Only PostgreSQL has to be there. */
import { type Db, findByIdempotencyKeys, findJobs, insertJobs, isDisconnection, isTransient, type KeyedJob, type NewJob } from "@assent/db";
import { newId } from "@assent/domain";
import { coalesce } from "@assent/runtime";
import type { z } from "zod";
import type { Broker } from "./broker.ts";
import { deliver, deliveriesOf, pack } from "./delivery.ts";
import type { Kind, TypedKind } from "./kind.ts";
import { createRunner } from "./runner.ts";

export interface Request {
  /** Who asks: the `sub` of the token, or `system:<part>`. */
  principal: string;
  userId: string | null;
  requestId?: string | null;
  traceparent?: string | null;
  /** Same key, same principal: same job. `hash` tells two requests under one key apart. */
  idempotency?: { key: string; hash: string } | undefined;
  /** Given when the caller must know the id beforehand, to listen for it. */
  id?: string;
}

export type Enqueued =
  | { id: string; replayed: false }
  /** The key was used before, for this row; the caller compares the hashes. */
  | { id: string; replayed: true; original: KeyedJob };

export interface Producer {
  /** Accepts a job; an inline kind has run when this resolves. */
  enqueue<Payload extends z.ZodType>(kind: TypedKind<Payload, z.ZodType>, payload: z.infer<Payload>, request: Request): Promise<Enqueued>;
}

export interface ProducerOptions {
  db: Db;
  broker: Broker;
  /** Told when BullMQ could not take jobs; reconciliation delivers them later. */
  onUndelivered: (ids: string[], error: unknown) => void;
}

const MOST_ROWS_AT_ONCE = 500;
/** One would make larger batches, but also wait with everything for a connection that has died unnoticed. */
const PARALLEL_INSERTS = 2;
/** While PostgreSQL is silent, requests must not pile up with their bodies: what comes then is refused. */
const MOST_WAITING = 10_000;
const INLINE_ATTEMPTS = 3;
/** The same request may succeed when it is repeated. */
const SERIALIZATION_FAILURE = "40001";

export function createProducer({ db, broker, onUndelivered }: ProducerOptions): Producer {
  const accept = coalesce((requested: Requested[]) => acceptAll(requested), {
    max: MOST_ROWS_AT_ONCE,
    parallel: PARALLEL_INSERTS,
    mostWaiting: MOST_WAITING,
  });
  const runner = createRunner(db, () => null);

  /** The rows are committed when this resolves; BullMQ is not waited for. */
  async function acceptAll(requested: Requested[]): Promise<(KeyedJob | undefined)[]> {
    const delivered = requested.filter(({ kind }) => !kind.policy.inline);
    for (const [kind, some] of Map.groupBy(delivered, ({ kind }) => kind)) {
      pack(
        kind,
        some.map(({ job }) => job),
      );
    }
    const news = requested.map(({ job }) => job);
    const originals = await insertAll(db, news);
    void handOver(news.filter((_, i) => !originals[i] && !requested[i]?.kind.policy.inline));
    return originals;
  }

  async function handOver(jobs: NewJob[]) {
    await deliver(broker, deliveriesOf(jobs)).catch((error) =>
      onUndelivered(
        jobs.map(({ id }) => id),
        error,
      ),
    );
  }

  /** What cannot be done now is left to reconciliation, which hands it to a worker. */
  async function runInline(kind: Kind, id: string) {
    for (let attempt = 1; attempt <= INLINE_ATTEMPTS; attempt++) {
      const [ran] = await runner.run(kind, [id]);
      if (!ran || !("error" in ran)) return;
      if (!isTransient(ran.error) || attempt === INLINE_ATTEMPTS) return onUndelivered([id], ran.error);
    }
  }

  return {
    async enqueue(kind, payload, request) {
      const job = newJob(kind.name, kind.payload.parse(payload) as Record<string, unknown>, request);
      const original = await accept({ kind, job });
      if (original) return { id: original.id, replayed: true, original };
      if (kind.policy.inline) await runInline(kind, job.id);
      return { id: job.id, replayed: false };
    },
  };
}

interface Requested {
  kind: Kind;
  job: NewJob;
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

/** @returns for each job undefined if it was inserted, else the row that had its idempotency key first. */
async function insertAll(db: Db, news: NewJob[]): Promise<(KeyedJob | undefined)[]> {
  const inserted = await insertJobs(db, news).catch((error) => lookForThem(db, news, error));
  const repeated = news.filter(({ id }) => !inserted.has(id));
  if (repeated.length === 0) return news.map(() => undefined);
  const keys = repeated.map(({ principal, idempotencyKey }) => ({ principal, idempotencyKey: idempotencyKey ?? "" }));
  const originals = new Map((await findByIdempotencyKeys(db, keys)).map((row) => [keyOf(row), row]));
  return news.map((job) => (inserted.has(job.id) ? undefined : (originals.get(keyOf(job)) ?? forgotten())));
}

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

const keyOf = ({ principal, idempotencyKey }: Pick<NewJob, "principal" | "idempotencyKey">) => JSON.stringify([principal, idempotencyKey]);
