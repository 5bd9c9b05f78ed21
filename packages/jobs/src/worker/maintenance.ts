/**
 * What keeps the fleet true to PostgreSQL. Whichever worker sees first that a task is due runs it, so the fleet does not do it
 * more often for being larger; `skip locked` and idempotency keys make it safe to run twice, so there is no leader to lose.
 */
import { type Db, listTasks, takeDueTasks } from "@assent/db";
import { every, type Log, sparingly, type Timer } from "@assent/runtime";
import type { Broker } from "../broker.ts";
import { type JobObserver, nobody } from "../observer.ts";
import type { Producer } from "../producer.ts";
import { type Retention, USUAL_RETENTION } from "../retention.ts";
import type { Sealer } from "../sealing/sealer.ts";
import { type JobEvents, jobEvents } from "./events.ts";
import { advanceOperations } from "./tasks/advance-operations.ts";
import { markLostWorkers } from "./tasks/bury-lost-workers.ts";
import { checkInvalidConsents } from "./tasks/check-consents.ts";
import { deliverWebhooks } from "./tasks/deliver-webhooks.ts";
import { endSilent } from "./tasks/end-silent-transactions.ts";
import { recordExpiredConsents } from "./tasks/expire-consents.ts";
import { expireDueSessions } from "./tasks/expire-sessions.ts";
import { forgetUsers } from "./tasks/forget-users.ts";
import { prune } from "./tasks/prune.ts";
import { reconcileJobs } from "./tasks/reconcile-jobs.ts";
import { sealAudit } from "./tasks/seal-audit.ts";

export interface MaintenanceOptions {
  db: Db;
  broker: Broker;
  producer: Producer;
  log: Log;
  /** Told what happens; by default the log alone. */
  events?: JobEvents;
  observer?: JobObserver;
  workerId: () => string;
  /** Of those that hold the key for it. */
  sealer?: Sealer | undefined;
  /** Whether this worker's own heartbeat has been steady for long enough to call others silent. */
  mayJudgeOthers: () => boolean;
  /** An open job is looked after when it is this old, in milliseconds. */
  overdueMs?: number;
  retention?: Retention;
}

export interface TaskContext extends MaintenanceOptions {
  events: JobEvents;
  observer: JobObserver;
  retention: Retention;
  /** Aborts when the worker stops. */
  signal: AbortSignal;
}

const SEALING = "seal-audit";

/** How often the fleet runs each, in milliseconds. */
const TASKS: Record<string, { everyMs: number; run: (context: TaskContext) => Promise<void> }> = {
  "expire-sessions": { everyMs: 400, run: expireDueSessions },
  [SEALING]: { everyMs: 500, run: sealAudit },
  "deliver-webhooks": { everyMs: 300, run: deliverWebhooks },
  "expire-consents": { everyMs: 1_000, run: recordExpiredConsents },
  "reconcile-jobs": { everyMs: 1_000, run: reconcileJobs },
  "advance-operations": { everyMs: 1_000, run: advanceOperations },
  "bury-lost-workers": { everyMs: 2_000, run: markLostWorkers },
  "end-silent-transactions": { everyMs: 2_000, run: endSilent },
  "check-consents": { everyMs: 5_000, run: checkInvalidConsents },
  "forget-users": { everyMs: 600_000, run: forgetUsers },
  prune: { everyMs: 600_000, run: prune },
};
const NAMES = Object.keys(TASKS);
const intervalsMs = (names: string[]) => Object.fromEntries(names.map((name) => [name, TASKS[name]?.everyMs ?? 0]));
const LOOK_OFTEN_MS = 500;
const LOOK_SELDOM_MS = 4_000;
const REPORT_EVERY_MS = 5_000;

export function startMaintenance(options: MaintenanceOptions): Timer {
  const { events = jobEvents(options.log), observer = nobody, retention = USUAL_RETENTION } = options;
  const report = reporterOf(events);
  /** What this worker cannot do it does not take away from the others. */
  const able = NAMES.filter((name) => name !== SEALING || options.sealer);
  const underWay = new Map<string, Promise<void>>();
  let listed = false;
  let pauseMs = LOOK_OFTEN_MS;

  async function runDueTasks(signal: AbortSignal) {
    if (!listed) await listTasks(options.db, able);
    listed = true;
    /** A task that hangs here is left to the others. */
    const due = await takeDueTasks(options.db, intervalsMs(able.filter((name) => !underWay.has(name))));
    pauseMs = paceAfter(due.length > 0, pauseMs);
    for (const name of due) underWay.set(name, runTask(name, signal));
  }

  async function runTask(name: string, signal: AbortSignal) {
    try {
      await TASKS[name]?.run({ ...options, events, observer, retention, signal });
    } catch (error) {
      report(name, error);
    } finally {
      underWay.delete(name);
    }
  }

  const timer = every(runDueTasks, { intervalMs: () => pauseMs, onError: (error) => report("look", error) });
  return {
    async stop() {
      await timer.stop();
      await Promise.all(underWay.values());
    },
  };
}

/** Who finds that others were there before looks more seldom, so that a fleet looks about as often as there is something to find. */
const paceAfter = (found: boolean, pauseMs: number) =>
  found ? Math.max(LOOK_OFTEN_MS, pauseMs / 2) : Math.min(LOOK_SELDOM_MS, pauseMs * 2);

/** A task that fails fails again soon: it is reported once in a while. */
function reporterOf(events: JobEvents) {
  const reports = new Map<string, (error: unknown) => void>();
  return (name: string, error: unknown) => {
    const report = reports.get(name) ?? sparingly((one: unknown) => events.maintenanceFailed(name, one), REPORT_EVERY_MS);
    reports.set(name, report);
    report(error);
  };
}
