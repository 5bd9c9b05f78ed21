import {
  dropJobs,
  dropOldSecrets,
  ensurePartitions,
  forgetAnnouncedKeys,
  forgetKeys,
  forgetLimits,
  pruneFigures,
  pruneKeyHolders,
  pruneOperations,
  pruneWorkers,
  thinCheckpoints,
} from "@assent/db";
import { SECRET_FIELDS } from "../../registry.ts";
import type { TaskContext } from "../maintenance.ts";

const DAY_MS = 86_400_000;
const SECRETS_OF_FAILED_JOBS_MS = DAY_MS;
const KEEP_JOBS_MS = 90 * DAY_MS;
/** Clients repeat a request within this time, or never; a job stays until long after its key has gone. */
const KEEP_IDEMPOTENCY_KEYS_MS = 7 * DAY_MS;
const KEEP_ENDED_WORKERS_MS = 7 * DAY_MS;
/** Long after the longest heartbeat. */
const KEEP_SILENT_HOLDERS_MS = DAY_MS / 24;
const KEEP_FIGURES_MS = 8 * DAY_MS;
const KEEP_OPERATIONS_MS = 90 * DAY_MS;
const KEYS_AT_ONCE = 5_000;

export async function prune({ db, signal }: TaskContext): Promise<void> {
  await dropOldSecrets(db, SECRET_FIELDS, SECRETS_OF_FAILED_JOBS_MS);
  await pruneWorkers(db, KEEP_ENDED_WORKERS_MS);
  await pruneKeyHolders(db, KEEP_SILENT_HOLDERS_MS);
  await forgetAnnouncedKeys(db, KEEP_SILENT_HOLDERS_MS);
  while (!signal.aborted && (await forgetKeys(db, KEEP_IDEMPOTENCY_KEYS_MS, KEYS_AT_ONCE)) === KEYS_AT_ONCE);
  await forgetLimits(db);
  await pruneFigures(db, KEEP_FIGURES_MS);
  await pruneOperations(db, KEEP_OPERATIONS_MS);
  await ensurePartitions(db);
  await dropJobs(db, KEEP_JOBS_MS);
  await thinCheckpoints(db);
}
