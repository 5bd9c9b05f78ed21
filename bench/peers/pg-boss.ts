/** pg-boss, set up for throughput: big batches without a pause between full ones, each job in a transaction of its own. */
import pg from "pg";
import { PgBoss } from "pg-boss";
import type { Peer, SessionJob, Target } from "./peer.ts";
import { createSession, openDrizzle } from "./work-in-drizzle.ts";
import { createSessionInSql } from "./work-in-sql.ts";

const QUEUE = "session-create";
const IN_ONE_GO = 1_000;
const BATCHES = { batchSize: 100, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };
const POOL = 24;

const bossOf = ({ databaseUrl }: Target) => new PgBoss({ connectionString: databaseUrl, supervise: false, schedule: false });

async function fill(target: Target, jobs: SessionJob[]): Promise<void> {
  const boss = bossOf(target);
  await boss.start();
  await boss.createQueue(QUEUE);
  for (let i = 0; i < jobs.length; i += IN_ONE_GO) {
    const some = jobs.slice(i, i + IN_ONE_GO).map((data) => ({ data }));
    await boss.insert(QUEUE, some);
  }
  await boss.stop({ graceful: false });
}

async function work(target: Target, runOne: (job: SessionJob) => Promise<void>) {
  const boss = bossOf(target);
  await boss.start();
  await boss.work<SessionJob>(QUEUE, BATCHES, async (jobs) => void (await Promise.all(jobs.map(({ data }) => runOne(data)))));
}

export const pgBoss: Peer = {
  fill,
  work(target) {
    const db = openDrizzle(target, POOL);
    return work(target, (job) => createSession(db, job, false));
  },
};

export const pgBossInSql: Peer = {
  fill,
  work(target) {
    const pool = new pg.Pool({ connectionString: target.databaseUrl, max: POOL });
    return work(target, async (job) => {
      const client = await pool.connect();
      await createSessionInSql(client, job).finally(() => client.release());
    });
  },
};
