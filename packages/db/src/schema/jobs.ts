import { JOB_STATUSES, type Problem } from "@assent/domain";
import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgEnum, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const jobStatus = pgEnum("job_status", JOB_STATUSES);

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
    idempotencyKey: text("idempotency_key"),
    requestHash: text("request_hash"),
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
    check("jobs_idempotency", sql`(${t.idempotencyKey} is null) = (${t.requestHash} is null)`),
    uniqueIndex("jobs_principal_key").on(t.principal, t.idempotencyKey).where(sql`${t.idempotencyKey} is not null`),
    index("jobs_open").on(t.kind, t.id).where(sql`${t.status} = 'queued'`),
    index("jobs_user").on(t.userId, t.id),
    index("jobs_kind").on(t.kind, t.id),
    index("jobs_not_completed").on(t.status, t.id).where(sql`${t.status} <> 'completed'`),
  ],
);
export type JobRow = typeof jobs.$inferSelect;
