/** graphile-worker, set up as its page on performance advises: a local queue, completions in batches, a pool of its own. */
import { type JobHelpers, Logger, makeWorkerUtils, run } from "graphile-worker";
import type { Peer, SessionJob, Target } from "./peer.ts";
import { createSession, openDrizzle } from "./work-in-drizzle.ts";
import { createSessionInSql } from "./work-in-sql.ts";

const TASK = "session_create";
const IN_ONE_GO = 1_000;
const CONCURRENCY = 24;
const SETTINGS = {
  ...{ concurrentJobs: CONCURRENCY, maxPoolSize: CONCURRENCY + 1 },
  ...{ localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
};
const quiet = new Logger(() => () => {});

async function fill(target: Target, jobs: SessionJob[]): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString: target.databaseUrl, logger: quiet });
  await utils.migrate();
  for (let i = 0; i < jobs.length; i += IN_ONE_GO) {
    await utils.addJobs(jobs.slice(i, i + IN_ONE_GO).map((payload) => ({ identifier: TASK, payload })));
  }
  await utils.release();
}

async function work({ databaseUrl }: Target, runOne: (job: SessionJob, helpers: JobHelpers) => Promise<void>) {
  await run({
    ...{ preset: { worker: { connectionString: databaseUrl, ...SETTINGS } }, logger: quiet, noHandleSignals: true },
    taskList: { [TASK]: (payload, helpers) => runOne(payload as SessionJob, helpers) },
  });
}

export const graphileWorker: Peer = {
  fill,
  work(target) {
    const db = openDrizzle(target, CONCURRENCY);
    return work(target, (job) => createSession(db, job, false));
  },
};

export const graphileWorkerInSql: Peer = {
  fill,
  work: (target) => work(target, (job, { withPgClient }) => withPgClient((client) => createSessionInSql(client, job))),
};
