import { dropOldSecrets, pruneJobs, pruneWorkers } from "@assent/db";
import { SECRET_FIELDS } from "../../registry.ts";
import type { TaskContext } from "../maintenance.ts";

const DAY_MS = 86_400_000;
const SECRETS_OF_FAILED_JOBS_MS = DAY_MS;
const KEEP_SETTLED_JOBS_MS = 90 * DAY_MS;
const KEEP_ENDED_WORKERS_MS = 7 * DAY_MS;
const AT_ONCE = 5_000;

export async function prune({ db, signal }: TaskContext): Promise<void> {
  await dropOldSecrets(db, SECRET_FIELDS, SECRETS_OF_FAILED_JOBS_MS);
  await pruneWorkers(db, KEEP_ENDED_WORKERS_MS);
  while (!signal.aborted && (await pruneJobs(db, KEEP_SETTLED_JOBS_MS, AT_ONCE)) === AT_ONCE);
}
