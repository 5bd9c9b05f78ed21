/** What becomes of jobs in this process. */
import { CONSENT_REASONS, PROBLEMS } from "@assent/domain";
import type { JobObserver } from "@assent/jobs";
import { counter, durations, type Family, sizes } from "./series.ts";

const REASONS = new Set([...Object.keys(CONSENT_REASONS), ...Object.keys(PROBLEMS)]);
const STATUSES = ["completed", "refused", "failed"];

/** @param kinds told from the beginning, so that the first job of each is seen as an increase */
export function jobMetrics(kinds: readonly string[]): { families: Family[]; observer: JobObserver } {
  const accepted = counter("assent_jobs_accepted_total", "Jobs accepted, by the process that accepted them", ["kind"]);
  const settled = counter("assent_jobs_settled_total", "Jobs settled, by the process that ran them", ["kind", "status"]);
  const refused = counter("assent_jobs_refused_total", "Jobs refused, by the first reason", ["kind", "reason"]);
  const start = durations("assent_job_start_seconds", "From a job's acceptance to its start", ["kind"]);
  const run = durations("assent_job_run_seconds", "What the transaction took that a job shared with its batch", ["kind"]);
  const total = durations("assent_job_total_seconds", "From a job's acceptance to its commit", ["kind"]);
  const batch = sizes("assent_job_batch_size", "Jobs that shared a transaction", ["kind"]);
  const lateness = durations("assent_session_expiry_lateness_seconds", "How late the oldest due session was, at each look that found one");
  for (const kind of kinds) {
    accepted.add(0, kind);
    for (const status of STATUSES) settled.add(0, kind, status);
  }

  return {
    families: [accepted, settled, refused, start, run, total, batch, lateness],
    observer: {
      accepted: (kind, jobs) => accepted.add(jobs, kind),
      batch: (kind, jobs) => batch.observe(jobs, kind),
      settled(kind, { status, reason, waitedMs, tookMs }) {
        settled.add(1, kind, status);
        start.observe(waitedMs, kind);
        run.observe(tookMs, kind);
        total.observe(waitedMs + tookMs, kind);
        if (reason) refused.add(1, kind, REASONS.has(reason) ? reason : "other");
      },
      failed: (kind) => settled.add(1, kind, "failed"),
      overdue: (ms) => lateness.observe(ms),
    },
  };
}
