import { JOB_STATUSES, type Problem } from "@assent/domain";
import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const jobStatus = pgEnum("job_status", JOB_STATUSES);

/** Partitioned by id, which is to say by the time of acceptance: one partition a month, see the migration `partitions`. */
export const jobs = pgTable(
  "jobs",
  {
    id: uuid().primaryKey(),
    kind: text().notNull(),
    status: jobStatus().notNull().default("queued"),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    result: jsonb().$type<Record<string, unknown>>(),
    problem: jsonb().$type<Problem>(),
    principal: text().notNull(),
    /** Whom the job concerns; null for jobs that concern many. */
    userId: uuid("user_id"),
    requestId: text("request_id"),
    traceparent: text(),
    /** Attempts that failed, counted here and not in BullMQ, so that a flushed Redis does not start anew. */
    attempts: integer().notNull().default(0),
    workerId: uuid("worker_id"),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    /** The BullMQ job that carries this one with others; null when it travels alone, under its own id. */
    deliveryId: uuid("delivery_id"),
    startedAt: time("started_at"),
    settledAt: time("settled_at"),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    check("jobs_settled", sql`(${t.status} = 'queued') = (${t.settledAt} is null)`),
    index("jobs_open").on(t.id).where(sql`${t.status} = 'queued'`),
    index("jobs_kind").on(t.kind, t.status, t.id),
    index("jobs_user").on(t.userId, t.kind, t.status, t.id),
    index("jobs_request").on(t.requestId, t.id),
    index("jobs_failed_under").on(sql`(${t.payload} ->> 'consent_id')`).where(sql`${t.status} = 'failed'`),
  ],
);
export type JobRow = typeof jobs.$inferSelect;
