/**
 * What keeps the fleet true to PostgreSQL. Whichever worker sees first that a task is due runs it, so the fleet does not do it
 * more often for being larger; `skip locked` and idempotency keys make it safe to run twice, so there is no leader to lose.
 */
import {
  appendAudit,
  buryLostWorkers,
  type Db,
  databaseTime,
  dropOldSecrets,
  dueSessions,
  invalidConsentsWithSessions,
  listTasks,
  overdueJobs,
  pruneJobs,
  pruneWorkers,
  takeDueTasks,
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
const OVERDUE_AT_ONCE = 1_000;
const MISSED_BEATS = 5;
const SECRETS_OF_FAILED_JOBS_MS = DAY;
const KEEP_SETTLED_JOBS_MS = 90 * DAY;
const KEEP_ENDED_WORKERS_MS = 7 * DAY;
const PRUNE_AT_ONCE = 5_000;
const REPORT_EVERY_MS = 5 * SECOND;

type Task = (options: MaintenanceOptions, events: JobEvents) => Promise<unknown>;

const TASKS: Record<string, { everyMs: number; run: Task }> = {
  "expire-sessions": { everyMs: 0.5 * SECOND, run: expireDueSessions },
  "reconcile-jobs": { everyMs: 1 * SECOND, run: reconcileJobs },
  "bury-lost-workers": { everyMs: 2 * SECOND, run: markLostWorkers },
  "check-consents": { everyMs: 5 * SECOND, run: checkInvalidConsents },
  prune: { everyMs: 600 * SECOND, run: prune },
};
const INTERVALS_MS = Object.fromEntries(Object.entries(TASKS).map(([name, { everyMs }]) => [name, everyMs]));
const LOOK_EVERY_MS = 0.5 * SECOND;

export function startMaintenance(options: MaintenanceOptions): Timer {
  const events = jobEvents(options.log);
  const underWay = new Map<string, Promise<unknown>>();
  const reports = Object.fromEntries(
    [...Object.keys(TASKS), "look"].map((name) => [
      name,
      sparingly((error: unknown) => events.maintenanceFailed(name, error), REPORT_EVERY_MS),
    ]),
  );

  let listed = false;

  async function runDueTasks() {
    if (!listed) await listTasks(options.db, Object.keys(TASKS));
    listed = true;
    for (const name of await takeDueTasks(options.db, INTERVALS_MS)) {
      if (underWay.has(name)) continue;
      const run = TASKS[name]?.run(options, events).catch((error) => reports[name]?.(error));
      if (run)
        underWay.set(
          name,
          run.finally(() => underWay.delete(name)),
        );
    }
  }

  const timer = every(runDueTasks, { intervalMs: LOOK_EVERY_MS, onError: (error) => reports["look"]?.(error) });
  return {
    async stop() {
      await timer.stop();
      await Promise.all(underWay.values());
    },
  };
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

const FIRST = "00000000-0000-0000-0000-000000000000";

/** Looks at the oldest open jobs of each kind, and further on only as far as BullMQ turns out to have lost them. */
async function reconcileJobs({ db, broker, overdueMs = OVERDUE_MS }: MaintenanceOptions, events: JobEvents) {
  await broker.ping();
  let after: Record<string, string> = Object.fromEntries([...broker.queues.keys()].map((kind) => [kind, FIRST]));
  for (let lost = 1; lost > 0; ) {
    const overdue = await overdueJobs(db, after, overdueMs, OVERDUE_AT_ONCE);
    lost = await redeliver(db, broker, overdue);
    if (lost > 0) events.reconciled(lost);
    after = Object.fromEntries(overdue.map(({ kind, id }) => [kind, id]));
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
