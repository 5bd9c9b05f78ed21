/** The work of one job as an application on Drizzle would write it: four statements in a transaction. */
import { newId } from "@assent/domain";
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { detailOf, judge, resultOf } from "./domain.ts";
import type { SessionJob, Target } from "./peer.ts";
import { auditLogs, consents, jobs, sessions } from "./tables.ts";

export const openDrizzle = ({ databaseUrl }: Target, max: number) => drizzle(postgres(databaseUrl, { max }));
export type Db = ReturnType<typeof openDrizzle>;

export const rowOf = (job: SessionJob) => ({ id: job.id, kind: "session.create", payload: job, principal: "peer", userId: job.user_id });

/** @param isRecorded whether the job has a row of its own already, besides what the queue keeps */
export async function createSession(db: Db, job: SessionJob, isRecorded: boolean): Promise<void> {
  await db.transaction(async (tx) => {
    const [locked] = await tx
      .select({ consent: consents, now: sql`clock_timestamp()`.mapWith(consents.grantedAt) })
      .from(consents)
      .where(eq(consents.id, job.consent_id))
      .for("share");
    const now = locked?.now ?? new Date();
    judge(locked?.consent, job, now);
    await tx.insert(sessions).values(sessionOf(job));
    const done = { status: "completed", result: resultOf(job, now), settledAt: sql`clock_timestamp()` };
    if (isRecorded) await tx.update(jobs).set(done).where(eq(jobs.id, job.id));
    else await tx.insert(jobs).values({ ...rowOf(job), payload: {}, ...done });
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
