/**
 * What PostgreSQL and the broker know of the whole fleet. The API and the board tell it, and no worker does: fifty workers would
 * count the same backlog fifty times. Whoever asks Prometheus takes the `max` over those that tell.
 */
import {
  type Backlog,
  backlogByKind,
  countWorkers,
  type Db,
  databaseTime,
  dueSessions,
  pausedKinds,
  sealLagMs,
  type WorkerCounts,
} from "@assent/db";
import type { Broker } from "@assent/jobs";
import { atMostOnceIn } from "@assent/runtime";
import { alone, type Family, gauge, type Sample } from "./series.ts";

export interface FleetSources {
  /** Of its own: the count of a backlog must hold up nobody. */
  db: Db;
  broker: Broker;
}

/** Counted no more often, however many scrape. */
const LOOK_EVERY_MS = 5_000;
const PATIENCE_MS = 2_000;

interface Fleet {
  roundtripMs: number | undefined;
  brokerUp: boolean;
  backlog: Record<string, Backlog> | undefined;
  paused: string[] | undefined;
  workers: WorkerCounts | undefined;
  overdueMs: number | undefined;
  unsealedMs: number | undefined;
}

/** What cannot be seen is left out, and the rest is told. */
export function fleetMetrics(sources: FleetSources): Family[] {
  const kinds = [...sources.broker.queues.keys()];
  const look = atMostOnceIn(LOOK_EVERY_MS, () => lookAtFleet(sources, kinds));
  const tell = (name: string, help: string, read: (fleet: Fleet) => Sample[]) => gauge(name, help, async () => read(await look()));
  const ofKinds = ({ backlog = {} }: Fleet, read: (one: Backlog) => number) =>
    Object.entries(backlog).map(([kind, one]) => ({ labels: { kind }, value: read(one) }));

  return [
    tell("assent_postgres_up", "Whether PostgreSQL answered within two seconds", ({ roundtripMs }) =>
      alone(roundtripMs === undefined ? 0 : 1),
    ),
    tell("assent_postgres_roundtrip_seconds", "What a statement took that does nothing", ({ roundtripMs }) => seconds(roundtripMs)),
    tell("assent_broker_up", "Whether BullMQ's Redis or PostgreSQL takes deliveries", ({ brokerUp }) => alone(brokerUp ? 1 : 0)),
    tell("assent_jobs_backlog", "Open jobs, up to a hundred thousand of each kind", (fleet) => ofKinds(fleet, ({ queued }) => queued)),
    tell("assent_jobs_oldest_age_seconds", "How long the oldest open job has waited", (fleet) =>
      ofKinds(fleet, ({ oldestMs }) => oldestMs / 1_000),
    ),
    tell("assent_kind_paused", "Whether an operator has paused the kind", ({ paused }) =>
      paused ? kinds.map((kind) => ({ labels: { kind }, value: paused.includes(kind) ? 1 : 0 })) : [],
    ),
    tell("assent_workers", "Workers; those that are lost for five minutes", ({ workers = {} }) =>
      Object.entries(workers).map(([status, value]) => ({ labels: { status }, value })),
    ),
    tell("assent_sessions_overdue_seconds", "How long ago the oldest session should have expired", ({ overdueMs }) => seconds(overdueMs)),
    tell("assent_audit_unsealed_seconds", "How long the oldest row of the audit log has waited to be sealed", ({ unsealedMs }) =>
      seconds(unsealedMs),
    ),
  ];
}

const seconds = (ms: number | undefined) => (ms === undefined ? [] : alone(ms / 1_000));

async function lookAtFleet({ db, broker }: FleetSources, kinds: string[]): Promise<Fleet> {
  const pinged = unlessLate(broker.ping().then(() => true));
  const roundtripMs = await unlessLate(timed(() => databaseTime(db)));
  const there = <T>(ask: () => Promise<T>) => (roundtripMs === undefined ? undefined : unlessLate(ask()));
  const [backlog, paused, workers, due, unsealedMs] = await Promise.all([
    there(() => backlogByKind(db, kinds)),
    there(() => pausedKinds(db)),
    there(() => countWorkers(db)),
    there(() => dueSessions(db, 0)),
    there(() => sealLagMs(db)),
  ]);
  return { roundtripMs, brokerUp: (await pinged) === true, backlog, paused, workers, overdueMs: due?.lateMs, unsealedMs };
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await ask();
  return performance.now() - since;
}

/** @returns undefined when it fails or is not there in time */
async function unlessLate<T>(asked: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), PATIENCE_MS);
  return Promise.race([asked.catch(() => undefined), late.promise]).finally(() => clearTimeout(timer));
}
