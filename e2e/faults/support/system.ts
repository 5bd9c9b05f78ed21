/** A whole Assent as an operator would start it: API and worker processes from source, with the defaults. */
import { randomBytes } from "node:crypto";
import { connect, type Database } from "@assent/db";
import { until } from "@assent/testkit";
import { type Process, type ProcessOptions, startMain } from "../../support/process.ts";
import { SECRETS } from "./secrets.ts";
import type { Servers } from "./servers.ts";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";

export type Backend = "redis" | "postgres";

export interface Api extends Process {
  url: string;
}

export interface Worker extends Process {
  /** The id it registered under when it booted. */
  id: string;
}

export interface System {
  backend: Backend;
  database: Database;
  databaseUrl: string;
  /** Where its database is, if on one of its own. */
  disk: SmallDisk | undefined;
  /** Of its processes. */
  env: Record<string, string>;
  /** Those that run, or should. */
  apis: Api[];
  workers: Worker[];
  addApi(options?: ProcessOptions): Promise<Api>;
  addWorker(options?: ProcessOptions): Promise<Worker>;
  /** SIGKILL; it is no longer one of those above. Resolves when it is gone. */
  killApi(api: Api): Promise<void>;
  killWorker(worker: Worker): Promise<void>;
  close(): Promise<void>;
}

export interface SystemOptions {
  apis?: number;
  workers?: number;
  onSmallDisk?: boolean;
  /** Variables and Node options of all its processes. */
  every?: ProcessOptions;
}

/** The name of the suite's own connections: faults spare them. */
export const OWN_NAME = "assent-faults";

export async function startSystem(servers: Servers, backend: Backend, options: SystemOptions = {}): Promise<System> {
  const { apis = 2, workers = 3, every = {} } = options;
  const disk = options.onSmallDisk ? await mountSmallDisk(servers.postgres) : undefined;
  const databaseUrl = await servers.createDatabase(disk?.tablespace);
  const database = connect(databaseUrl, { name: OWN_NAME, max: 5 });
  const env = {
    ...SECRETS,
    ...{ NODE_ENV: "test", AUTH_MODE: "open", PORT: "0", HEALTH_PORT: "0", DATABASE_URL: databaseUrl },
    ...(backend === "redis" ? { REDIS_URL: servers.redis.url, QUEUE_PREFIX: `{faults-${randomBytes(6).toString("hex")}}` } : {}),
    ...every.env,
  };
  const start = (app: "api" | "worker", { env: more, node = [] }: ProcessOptions) =>
    startMain(app, { env: { ...env, ...more }, node: [...(every.node ?? []), ...node] });
  const running: Pick<System, "apis" | "workers"> = { apis: [], workers: [] };
  const all = new Set<Process>();

  async function addApi(more: ProcessOptions = {}) {
    const api = start("api", more);
    all.add(api);
    const { url } = await api.event("api.listening");
    const added = { ...api, url: String(url) };
    running.apis.push(added);
    return added;
  }
  async function addWorker(more: ProcessOptions = {}) {
    const worker = start("worker", more);
    all.add(worker);
    const { worker_id } = await worker.event("worker.registered");
    const added = { ...worker, id: String(worker_id) };
    await until(
      "the worker takes jobs",
      async () => (await database.client`select from workers where id = ${added.id} and status = 'running'`)[0],
      20_000,
    );
    running.workers.push(added);
    return added;
  }

  await Promise.all([...Array.from({ length: apis }, () => addApi()), ...Array.from({ length: workers }, () => addWorker())]);
  return {
    ...{ backend, database, databaseUrl, disk, env, addApi, addWorker },
    ...running,
    killApi: (api) => kill(running.apis, api),
    killWorker: (worker) => kill(running.workers, worker),
    async close() {
      await Promise.all([...all].map(end));
      await database.close();
      await servers.dropDatabase(databaseUrl);
      await disk?.unmount();
    },
  };
}

async function kill<P extends Process>(among: P[], one: P): Promise<void> {
  const index = among.indexOf(one);
  if (index !== -1) among.splice(index, 1);
  await end(one);
}

async function end(one: Process): Promise<void> {
  one.kill("SIGKILL");
  await one.exit;
}
