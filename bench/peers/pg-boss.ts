/** pg-boss, set up for throughput: big batches without a pause between full ones, each job in a transaction of its own. */
import pg from "pg";
import { PgBoss } from "pg-boss";
import { createSession } from "./in-one-transaction.ts";
import type { Peer, SessionJob, Target } from "./peer.ts";

const QUEUE = "session-create";
const IN_ONE_GO = 1_000;
const BATCHES = { batchSize: 100, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };
const POOL = 24;

const bossOf = ({ databaseUrl }: Target) => new PgBoss({ connectionString: databaseUrl, supervise: false, schedule: false });

export const pgBoss: Peer = {
  async fill(target, jobs) {
    const boss = bossOf(target);
    await boss.start();
    await boss.createQueue(QUEUE);
    for (let i = 0; i < jobs.length; i += IN_ONE_GO) {
      await boss.insert(
        QUEUE,
        jobs.slice(i, i + IN_ONE_GO).map((data) => ({ data })),
      );
    }
    await boss.stop({ graceful: false });
  },

  async work(target) {
    const pool = new pg.Pool({ connectionString: target.databaseUrl, max: POOL });
    const boss = bossOf(target);
    await boss.start();
    const runOne = async (job: SessionJob) => {
      const client = await pool.connect();
      await createSession(client, job).finally(() => client.release());
    };
    await boss.work<SessionJob>(QUEUE, BATCHES, async (jobs) => void (await Promise.all(jobs.map(({ data }) => runOne(data)))));
  },
};
