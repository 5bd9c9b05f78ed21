import { JOB_OPERATION_ACTIONS, JOB_OPERATION_STATUSES, type JobFilter } from "@assent/domain";
import { sql } from "drizzle-orm";
import { bigint, boolean, index, jsonb, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const jobOperationAction = pgEnum("job_operation_action", JOB_OPERATION_ACTIONS);
export const jobOperationStatus = pgEnum("job_operation_status", JOB_OPERATION_STATUSES);

const counted = (name: string) => bigint(name, { mode: "number" }).notNull().default(0);

/** What an operator does to all jobs that match a filter, batch by batch; the row says how far it has come. */
export const jobOperations = pgTable(
  "job_operations",
  {
    id: uuid().primaryKey(),
    action: jobOperationAction().notNull(),
    status: jobOperationStatus().notNull().default("running"),
    filter: jsonb().$type<JobFilter>().notNull(),
    principal: text().notNull(),
    reason: text(),
    requestId: text("request_id"),
    /** How many jobs matched when it was asked for. */
    matched: bigint({ mode: "number" }).notNull(),
    /** False when there may have been more: no more were looked at. */
    countedAll: boolean("counted_all").notNull().default(true),
    done: counted("done"),
    /** Those that somebody else settled first, or that cannot be retried because their secret is gone. */
    skipped: counted("skipped"),
    /** Jobs are done in the order of their ids, newest first; this is the last one that was. */
    reached: uuid(),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    endedAt: time("ended_at"),
  },
  (t) => [index("job_operations_running").on(t.id).where(sql`${t.status} = 'running'`)],
);
export type JobOperationRow = typeof jobOperations.$inferSelect;
