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
/** Long after the longest heartbeat. */
const KEEP_SILENT_HOLDERS_MS = DAY_MS / 24;
const KEYS_AT_ONCE = 5_000;

export async function prune({ db, signal, retention }: TaskContext): Promise<void> {
  await dropOldSecrets(db, SECRET_FIELDS, SECRETS_OF_FAILED_JOBS_MS);
  await pruneWorkers(db, retention.RETAIN_WORKERS_DAYS * DAY_MS);
  await pruneKeyHolders(db, KEEP_SILENT_HOLDERS_MS);
  await forgetAnnouncedKeys(db, KEEP_SILENT_HOLDERS_MS);
  const keysMs = retention.RETAIN_IDEMPOTENCY_KEYS_DAYS * DAY_MS;
  while (!signal.aborted && (await forgetKeys(db, keysMs, KEYS_AT_ONCE)) === KEYS_AT_ONCE);
  await forgetLimits(db);
  await pruneFigures(db, retention.RETAIN_FIGURES_DAYS * DAY_MS);
  await pruneOperations(db, retention.RETAIN_OPERATIONS_DAYS * DAY_MS);
  await ensurePartitions(db);
  await dropJobs(db, retention.RETAIN_JOBS_DAYS * DAY_MS);
  await thinCheckpoints(db);
}
