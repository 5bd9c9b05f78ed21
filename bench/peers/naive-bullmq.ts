/** What one would write first: BullMQ, Drizzle, one row and one `add` per request, one transaction per job. */
import { newId } from "@assent/domain";
import { Queue, Worker } from "bullmq";
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { detailOf, judge, resultOf } from "./domain.ts";
import type { Peer, SessionJob, Target } from "./peer.ts";
import { auditLogs, consents, jobs, sessions } from "./tables.ts";

const QUEUE = "session-create";
const CONCURRENCY = 50;
/** One connection for each job under way: fewer would make them wait for one another. */
const POOL = CONCURRENCY;
const IN_ONE_GO = 1_000;

const open = ({ databaseUrl }: Target) => drizzle(postgres(databaseUrl, { max: POOL }));
type Db = ReturnType<typeof open>;

const connectionOf = ({ redisUrl = "", prefix }: Target) => ({ connection: { url: redisUrl }, prefix });

const rowOf = (job: SessionJob) => ({ id: job.id, kind: "session.create", payload: job, principal: "peer", userId: job.user_id });

export const naiveBullmq: Peer = {
  async fill(target, all) {
    const [db, queue] = [open(target), new Queue<SessionJob>(QUEUE, connectionOf(target))];
    for (let i = 0; i < all.length; i += IN_ONE_GO) {
      const some = all.slice(i, i + IN_ONE_GO);
      await db.insert(jobs).values(some.map(rowOf));
      await queue.addBulk(some.map((job) => ({ name: QUEUE, data: job, opts: { jobId: job.id } })));
    }
    await Promise.all([queue.close(), db.$client.end()]);
  },

  async work(target) {
    const db = open(target);
    const options = { ...connectionOf(target), concurrency: CONCURRENCY, removeOnComplete: { count: 1_000 } };
    new Worker<SessionJob>(QUEUE, ({ data }) => createSession(db, data), options);
  },
};

/** Accepts as many requests at a time as there are connections in the HTTP benchmarks, without HTTP. @returns requests a second */
export async function acceptNaively(target: Target, all: SessionJob[], atATime: number): Promise<number> {
  const [db, queue] = [open(target), new Queue<SessionJob>(QUEUE, connectionOf(target))];
  const rest = all.values();
  const one = async () => {
    for (const job of rest) {
      await db.insert(jobs).values(rowOf(job));
      await queue.add(QUEUE, job, { jobId: job.id });
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atATime }, one));
  return all.length / ((performance.now() - began) / 1_000);
}

async function createSession(db: Db, job: SessionJob): Promise<void> {
  await db.transaction(async (tx) => {
    const [locked] = await tx
      .select({ consent: consents, now: sql`clock_timestamp()`.mapWith(consents.grantedAt) })
      .from(consents)
      .where(eq(consents.id, job.consent_id))
      .for("share");
    const now = locked?.now ?? new Date();
    judge(locked?.consent, job, now);
    await tx.insert(sessions).values(sessionOf(job));
    await tx
      .update(jobs)
      .set({ status: "completed", result: resultOf(job, now), settledAt: sql`clock_timestamp()` })
      .where(eq(jobs.id, job.id));
    await tx.insert(auditLogs).values(auditOf(job));
  });
}

const sessionOf = (job: SessionJob) => ({
  ...{ id: job.session_id, userId: job.user_id, consentId: job.consent_id, sportsbook: job.sportsbook, createdByJob: job.id },
  ...{ sessionData: Buffer.from(job.session_data, "base64"), keyId: "peer", paperTrading: true, expiresAt: new Date(job.expires_at) },
});

const auditOf = (job: SessionJob) => ({
  ...{ id: newId(), actor: "peer", action: "session.created", subject: `session:${job.session_id}`, outcome: "ok" },
  ...{ userId: job.user_id, jobId: job.id, detail: detailOf(job) },
});
