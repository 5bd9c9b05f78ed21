/** What happens beside the ends of jobs: each event that is logged is counted. */
import type { JobEvents } from "@assent/jobs/worker";
import { counter, type Family } from "./series.ts";

export function eventMetrics(kinds: readonly string[]): { families: Family[]; events: JobEvents } {
  const attempts = counter("assent_job_attempts_failed_total", "Attempts that failed and are made again", ["kind"]);
  const postponed = counter("assent_jobs_postponed_total", "Runs put off because PostgreSQL was away or out of order", ["kind"]);
  const vanished = counter("assent_jobs_vanished_total", "Jobs delivered that PostgreSQL does not have", ["kind"]);
  const rescued = counter("assent_jobs_rescued_total", "Jobs run again because their worker died", ["kind"]);
  const locks = counter("assent_job_locks_lost_total", "Deliveries whose lock could not be renewed", ["kind"]);
  const deaths = counter("assent_quarantine_deaths_total", "Quarantine processes that ended of their jobs", ["kind"]);
  const unavailable = counter("assent_quarantine_failures_total", "Quarantine processes that did not start");
  const reconciled = counter("assent_jobs_reconciled_total", "Jobs that BullMQ had lost and that were delivered again");
  const undelivered = counter("assent_jobs_undelivered_total", "Jobs accepted that BullMQ could not take at once");
  const evicted = counter("assent_deliveries_evicted_total", "Deliveries taken out of a full Redis");
  const lost = counter("assent_workers_lost_total", "Workers that this process marked as lost");
  const ended = counter("assent_transactions_ended_total", "Transactions of silent processes that were ended");
  const parked = counter("assent_webhooks_parked_total", "Webhooks that have failed for a day and are told nothing more");
  const forged = counter("assent_audit_forged_rows_total", "Rows of the audit log that no process of this deployment has written");
  const tasks = counter("assent_maintenance_failures_total", "Runs of a maintenance task that failed", ["task"]);
  const broker = counter("assent_broker_errors_total", "Reports of trouble with BullMQ's connection, one in five seconds at most");
  for (const byKind of [attempts, postponed, vanished, rescued, locks, deaths]) for (const kind of kinds) byKind.add(0, kind);

  return {
    families: [
      ...[attempts, postponed, vanished, rescued, locks, deaths, unavailable],
      ...[reconciled, undelivered, evicted, lost, ended, parked, forged, tasks, broker],
    ],
    events: {
      attemptFailed: ({ kind }) => attempts.add(1, kind),
      databaseAway: ({ kind }) => postponed.add(1, kind),
      /** The observer of jobs counts these. */
      failed() {},
      vanished: ({ kind }) => vanished.add(1, kind),
      redelivered: (kind, jobs) => rescued.add(jobs, kind),
      locksLost: (kind, ids) => locks.add(ids.length, kind),
      quarantineDied: (kind) => deaths.add(1, kind),
      quarantineUnavailable: () => unavailable.add(1),
      reconciled: (jobs) => reconciled.add(jobs),
      undelivered: (ids) => undelivered.add(ids.length),
      madeRoom: (deliveries) => evicted.add(deliveries),
      workersLost: (ids) => lost.add(ids.length),
      transactionsEnded: (whose) => ended.add(whose.length),
      webhooksParked: (ids) => parked.add(ids.length),
      auditForged: (ids) => forged.add(ids.length),
      maintenanceFailed: (task) => tasks.add(1, task),
      brokerFailed: () => broker.add(1),
    },
  };
}
