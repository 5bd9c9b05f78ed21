/**
 * What keeps the fleet true to PostgreSQL. Every worker runs all of it; `skip locked` and idempotency keys make that
 * safe, so there is no leader to lose.
 */
import {
  appendAudit,
  buryLostWorkers,
  type Db,
  databaseTime,
  dropOldSecrets,
  dueSessions,
  invalidConsentsWithSessions,
  pruneJobs,
  pruneWorkers,
  takeOverdueJobs,
  type WorkerRow,
} from "@assent/db";
import { every, type Log, sparingly, type Timer } from "@assent/runtime";
import type { Broker } from "../broker.ts";
import { redeliver } from "../delivery.ts";
import { consentCheck } from "../kinds/consent-check.ts";
import { sessionExpire } from "../kinds/session-expire.ts";
import type { Producer } from "../producer.ts";
import { SECRET_FIELDS } from "../registry.ts";
import { type JobEvents, jobEvents } from "./events.ts";

export interface MaintenanceOptions {
  db: Db;
  broker: Broker;
  producer: Producer;
  log: Log;
  workerId: () => string;
  /** Whether this worker's own heartbeat has been steady for long enough to call others silent. */
  mayJudgeOthers: () => boolean;
  /** An open job is looked after when it is this old, in milliseconds. */
  overdueMs?: number;
}

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const OVERDUE_MS = 3 * SECOND;
const OVERDUE_AT_ONCE = 500;
const MISSED_BEATS = 5;
const SECRETS_OF_FAILED_JOBS_MS = DAY;
const KEEP_SETTLED_JOBS_MS = 90 * DAY;
const KEEP_ENDED_WORKERS_MS = 7 * DAY;
const PRUNE_AT_ONCE = 5_000;
const REPORT_EVERY_MS = 5 * SECOND;

export function startMaintenance(options: MaintenanceOptions): Timer {
  const events = jobEvents(options.log);
  const tasks: Record<string, [intervalMs: number, task: (options: MaintenanceOptions, events: JobEvents) => Promise<unknown>]> = {
    "expire-sessions": [0.5 * SECOND, expireDueSessions],
    "reconcile-jobs": [1 * SECOND, reconcileJobs],
    "bury-lost-workers": [2 * SECOND, markLostWorkers],
    "check-consents": [5 * SECOND, checkInvalidConsents],
    prune: [600 * SECOND, prune],
  };
  const timers = Object.entries(tasks).map(([name, [intervalMs, task]]) =>
    every(() => task(options, events), {
      intervalMs,
      onError: sparingly((error: unknown) => events.maintenanceFailed(name, error), REPORT_EVERY_MS),
    }),
  );
  return { stop: async () => void (await Promise.all(timers.map((timer) => timer.stop()))) };
}

/** At most one job a second for the whole fleet: its second is its idempotency key. */
async function expireDueSessions({ db, producer }: MaintenanceOptions) {
  const { due, second } = await dueSessions(db);
  if (due) await producer.enqueue(sessionExpire, { scope: "due" }, asSystem("expiry", `due:${second}`));
}

async function checkInvalidConsents({ db, producer }: MaintenanceOptions) {
  const minute = Math.floor((await databaseTime(db)).getTime() / (60 * SECOND));
  for (const { id, userId } of await invalidConsentsWithSessions(db, OVERDUE_AT_ONCE)) {
    await producer.enqueue(consentCheck, { consent_id: id, user_id: userId }, { ...asSystem("consents", `${id}:${minute}`), userId });
  }
}

const asSystem = (part: string, key: string) => ({ principal: `system:${part}`, userId: null, idempotency: { key, hash: key } });

/** Goes on at once while BullMQ turns out to have lost jobs; stops at the first sign that it is away. */
async function reconcileJobs({ db, broker, overdueMs = OVERDUE_MS }: MaintenanceOptions, events: JobEvents) {
  await broker.ping();
  for (let lost = 1; lost > 0; ) {
    const overdue = await takeOverdueJobs(db, [...broker.queues.keys()], overdueMs, OVERDUE_AT_ONCE);
    lost = await redeliver(broker, overdue);
    if (lost > 0) events.reconciled(lost);
  }
}

/** After an outage of the database every heartbeat is old, and none of the workers is dead for that. */
async function markLostWorkers({ db, workerId, mayJudgeOthers }: MaintenanceOptions, events: JobEvents) {
  if (!mayJudgeOthers()) return;
  const lost = await db.transaction(async (tx) => {
    const rows = await buryLostWorkers(tx, MISSED_BEATS);
    await appendAudit(
      tx,
      rows.map((row) => lostFact(row, workerId())),
    );
    return rows;
  });
  if (lost.length > 0) events.workersLost(lost.map(({ id }) => id));
}

const lostFact = ({ id, hostname, lastHeartbeatAt }: WorkerRow, foundBy: string) => ({
  ...({ actor: "system:workers", action: "worker.lost", subject: `worker:${id}`, outcome: "failed" } as const),
  workerId: id,
  detail: { hostname, last_heartbeat_at: lastHeartbeatAt.toISOString(), found_by: foundBy },
});

async function prune({ db }: MaintenanceOptions) {
  await dropOldSecrets(db, SECRET_FIELDS, SECRETS_OF_FAILED_JOBS_MS);
  await pruneWorkers(db, KEEP_ENDED_WORKERS_MS);
  while ((await pruneJobs(db, KEEP_SETTLED_JOBS_MS, PRUNE_AT_ONCE)) === PRUNE_AT_ONCE);
}
