/** A whole Assent in the test's own process, on the backend that the test run is about. */
import { type ApiService, apiEnv, startApi } from "@assent/api";
import { seedDevelopmentData } from "@assent/db";
import { createLog, type Log, readEnv, type Service } from "@assent/runtime";
import { AUDIT_KEY, backendOfTest, type ClonedDatabase, queuePrefix, testDatabase } from "@assent/testkit";
import { startWorker, type WorkerService, workerEnv } from "@assent/worker";
import { afterAll } from "vitest";
import { type Client, clientOf } from "./client.ts";

export const SECRETS = {
  JWT_SECRET: "jwt-H8sQ2mZk4vXr7bTn1wYc5dLf9gPj3aUe",
  SESSION_SECRET: "ses-J3kW8nVq5xRt2mBz7yHc4fDg9pLa6sEu",
  SESSION_ENCRYPTION_KEY: "4f3c2a1b0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b",
  AUDIT_KEY,
  AUDIT_SIGNING_KEY: "b80d4f61c72a935e0b8d6f41a7c3952e8d0b6f14a79c3e52f0d8b6417a9c3e5d",
};

export interface System {
  database: ClonedDatabase;
  client: Client;
  url: string;
  log: Log;
  /** The environment of every process of this system. */
  variables: Record<string, string>;
  /** One more API, on a port of its own. */
  startApi(overrides?: Record<string, string>): Promise<ApiService & { client: Client }>;
  startWorker(overrides?: Record<string, string>): Promise<WorkerService>;
  stop(service: Service): Promise<void>;
  api: Service;
}

export interface SystemOptions {
  workers?: number;
  /** Variables of the API and the workers. */
  env?: Record<string, string>;
}

const STOP_MS = 10_000;

/** Seeded with the development data. Everything that was started is stopped when the test file is done. */
export async function startSystem({ workers = 1, env = {} }: SystemOptions = {}): Promise<System> {
  const database = await testDatabase();
  await seedDevelopmentData(database.db);
  const variables = variablesOf(database.url, env);
  const log = createLog("assent-test", "silent");
  const running = new Set<Service>();
  const started = <S extends Service>(service: S) => {
    running.add(service);
    return service;
  };
  const stop = async (service: Service) => {
    running.delete(service);
    await service.stop(AbortSignal.timeout(STOP_MS));
  };
  const { api: apiUrl, worker: workerUrl } = database.urls;
  const worker = async (overrides = {}) =>
    started(await startWorker(readEnv(workerEnv, { ...variables, DATABASE_URL: workerUrl, ...overrides }), log));
  /** An API that stops lingers for the connections that are kept. */
  const oneMoreApi = async (overrides = {}) => {
    const service = started(await startApi(readEnv(apiEnv, { ...variables, DATABASE_URL: apiUrl, ...env, ...overrides }), log));
    return Object.assign(service, { client: clientOf(service.url, { connection: "close" }) });
  };

  const api = await oneMoreApi();
  for (let i = 0; i < workers; i++) await worker();
  afterAll(async () => {
    for (const service of [...running].reverse()) await stop(service);
  });
  return { database, client: api.client, url: api.url, log, variables, startApi: oneMoreApi, startWorker: worker, stop, api };
}

function variablesOf(databaseUrl: string, env: Record<string, string>): Record<string, string> {
  const { redisUrl } = backendOfTest();
  return {
    ...SECRETS,
    NODE_ENV: "test",
    AUTH_MODE: "open",
    PORT: "0",
    HEARTBEAT_MS: "200",
    DATABASE_URL: databaseUrl,
    ...(redisUrl ? { REDIS_URL: redisUrl, QUEUE_PREFIX: queuePrefix() } : {}),
    ...env,
  };
}
