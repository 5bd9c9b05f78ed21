/** graphile-worker, set up as its page on performance advises: a local queue, completions in batches, a pool of its own. */
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { createSession } from "./in-one-transaction.ts";
import type { Peer, SessionJob, Target } from "./peer.ts";

const TASK = "session_create";
const IN_ONE_GO = 1_000;
const quiet = new Logger(() => () => {});

const presetOf = ({ databaseUrl }: Target) => ({
  worker: {
    connectionString: databaseUrl,
    ...{ concurrentJobs: 24, maxPoolSize: 25, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
  },
});

export const graphileWorker: Peer = {
  async fill(target, jobs) {
    const utils = await makeWorkerUtils({ connectionString: target.databaseUrl, logger: quiet });
    await utils.migrate();
    for (let i = 0; i < jobs.length; i += IN_ONE_GO) {
      await utils.addJobs(jobs.slice(i, i + IN_ONE_GO).map((payload) => ({ identifier: TASK, payload })));
    }
    await utils.release();
  },

  async work(target) {
    await run({
      ...{ preset: presetOf(target), logger: quiet, noHandleSignals: true },
      taskList: {
        [TASK]: (payload, { withPgClient }) => withPgClient((client) => createSession(client, payload as SessionJob)),
      },
    });
  },
};
