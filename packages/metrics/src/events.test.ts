import { bothEvents, jobEvents } from "@assent/jobs/worker";
import { createLog } from "@assent/runtime";
import { expect, it } from "vitest";
import { eventMetrics } from "./events.ts";

const JOB = { id: "0192a000-0000-7000-8000-000000000001", kind: "session.create" };

it("counts each event beside its line in the log", async () => {
  const { families, events } = eventMetrics([]);
  const logged: string[] = [];
  const log = jobEvents(createLog("test", "silent"));
  const both = bothEvents({ ...log, locksLost: (kind) => void logged.push(kind) }, events);
  both.attemptFailed(JOB, 1, 3, new Error());
  both.databaseAway(JOB, new Error());
  both.vanished(JOB);
  both.redelivered(JOB.kind, 7, 1);
  both.locksLost(JOB.kind, ["a", "b"]);
  both.quarantineDied(JOB.kind, [JOB.id], {});
  both.quarantineUnavailable(JOB.kind, 1, new Error());
  both.reconciled(5);
  both.undelivered(["a", "b", "c"], new Error());
  both.madeRoom(4);
  both.workersLost(["w"]);
  both.transactionsEnded(["t"]);
  both.webhooksParked(["w"]);
  both.auditForged(["r", "s"]);
  both.maintenanceFailed("prune", new Error());
  both.brokerFailed(new Error());
  const counts = await Promise.all(families.map(async ({ name, samples }) => [name, (await samples()).map(({ value }) => value)]));
  expect(Object.fromEntries(counts)).toEqual({
    assent_job_attempts_failed_total: [1],
    assent_jobs_postponed_total: [1],
    assent_jobs_vanished_total: [1],
    assent_jobs_rescued_total: [7],
    assent_job_locks_lost_total: [2],
    assent_quarantine_deaths_total: [1],
    assent_quarantine_failures_total: [1],
    assent_jobs_reconciled_total: [5],
    assent_jobs_undelivered_total: [3],
    assent_deliveries_evicted_total: [4],
    assent_workers_lost_total: [1],
    assent_transactions_ended_total: [1],
    assent_webhooks_parked_total: [1],
    assent_audit_forged_rows_total: [2],
    assent_maintenance_failures_total: [1],
    assent_broker_errors_total: [1],
  });
  expect(logged).toEqual([JOB.kind]);
});
