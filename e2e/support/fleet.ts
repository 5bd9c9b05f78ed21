/** API and workers as processes of their own, on a database of the test file's own. */
import { findWorker, type Part, SEED, seedDevelopmentData, type WorkerRow } from "@assent/db";
import type { WorkerStatus } from "@assent/domain";
import { type TestDatabase, testDatabase, until } from "@assent/testkit";
import { type Client, clientOf } from "./client.ts";
import { holdOpen } from "./hold.ts";
import { type Process, type ProcessOptions, startMain } from "./process.ts";
import { newSession } from "./requests.ts";
import { SECRETS } from "./system.ts";

export const HEARTBEAT_MS = 100;

export interface ApiProcess extends Process {
  url: string;
  client: Client;
}

export interface WorkerProcess extends Process {
  /** The id it registered under when it booted. */
  id: string;
  health: string;
}

export interface Fleet {
  database: TestDatabase;
  /** As the owner of the database. */
  env: Record<string, string>;
  /** As the role of one of the processes, where the database is the test file's own. */
  envOf(part: Part): Record<string, string>;
  /** @param node options of Node itself */
  startApi(env?: Record<string, string>, node?: string[]): Promise<ApiProcess>;
  /** Resolves when the worker takes jobs. */
  startWorker(options?: ProcessOptions): Promise<WorkerProcess>;
  worker(id: string, status: WorkerStatus, withinMs?: number): Promise<WorkerRow>;
}

/** @param changes variables of all its processes @param given a migrated database instead of one of the test file's own */
export async function fleet(changes: Record<string, string> = {}, given?: TestDatabase): Promise<Fleet> {
  const cloned = given ? undefined : await testDatabase();
  const database = (given ?? cloned) as TestDatabase;
  await seedDevelopmentData(database.db);
  const env = {
    ...SECRETS,
    ...{ NODE_ENV: "test", AUTH_MODE: "open", PORT: "0", HEALTH_PORT: "0", HEARTBEAT_MS: String(HEARTBEAT_MS) },
    ...{ DATABASE_URL: database.url, API_WAIT_MS: "10000" },
    ...changes,
  };
  const envOf = (part: Part) => (cloned ? { ...env, DATABASE_URL: cloned.urls[part], ...changes } : env);

  const worker = (id: string, status: WorkerStatus, withinMs = 20_000) =>
    until(
      `worker ${id} is ${status}`,
      async () => {
        const row = await findWorker(database.db, id);
        return row?.status === status && row;
      },
      withinMs,
    );

  return {
    database,
    env,
    envOf,
    worker,
    async startApi(more = {}, node = []) {
      const api = startMain("api", { env: { ...envOf("api"), ...more }, node });
      const { url } = await api.event("api.listening");
      return { ...api, url: String(url), client: clientOf(String(url)) };
    },
    async startWorker({ env: more = {}, ...options } = {}) {
      const started = startMain("worker", { env: { ...envOf("worker"), ...more }, ...options });
      const { port } = await started.event("health.listening");
      const { worker_id } = await started.event("worker.registered");
      await worker(String(worker_id), "running");
      return { ...started, id: String(worker_id), health: `http://127.0.0.1:${port}/health` };
    },
  };
}

/** Accepts a session to be created, and does not wait for it. @returns the job's id */
export async function submit(client: Client, changes: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<string> {
  const { status, body } = await client.post("/sessions", newSession(changes), { prefer: "respond-async", ...headers });
  if (status !== 202) throw new Error(`POST /sessions answered ${status}: ${JSON.stringify(body)}`);
  return body.job_id;
}

/** The job once it has settled. */
export async function settled(client: Client, jobId: string) {
  const { body } = await client.get(`/jobs/${jobId}`, { prefer: "wait=25" });
  return body.job;
}

/**
 * Stops jobs in the middle of their transaction: whatever needs the seeded consent waits for the lock that this holds.
 *
 * @returns how to let them go on
 */
export const holdConsent = (database: TestDatabase): Promise<() => Promise<void>> =>
  holdOpen(database, (sql) => sql`select from user_consents where id = ${SEED.valid.consentId} for update`);

/** Resolves when a worker stands inside a job's transaction, waiting for a lock. */
export const workerWaitsForLock = ({ client }: TestDatabase) =>
  until("a worker waits for a lock", async () => {
    const [row] = await client`
      select from pg_stat_activity
      where datname = current_database() and application_name = 'assent-worker' and wait_event_type = 'Lock'`;
    return row;
  });

/** What a job has done: to be counted, because twice would be wrong. */
export async function effectsOf({ client }: TestDatabase, jobId: string) {
  const [row] = await client<{ sessions: number; audits: number; workerId: string | null; status: string }[]>`
    select (select count(*)::int from sportsbook_sessions where created_by_job = jobs.id) as sessions,
      (select count(*)::int from audit_logs where job_id = jobs.id and action = 'session.created') as audits,
      worker_id as "workerId", status
    from jobs where id = ${jobId}`;
  return row;
}
