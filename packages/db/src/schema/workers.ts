import { WORKER_ORDERS, WORKER_STATUSES } from "@assent/domain";
import { sql } from "drizzle-orm";
import { bigint, doublePrecision, index, integer, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const workerStatus = pgEnum("worker_status", WORKER_STATUSES);
export const workerOrder = pgEnum("worker_order", WORKER_ORDERS);

export const workers = pgTable(
  "workers",
  {
    id: uuid().primaryKey(),
    hostname: text().notNull(),
    pid: integer().notNull(),
    version: text().notNull(),
    status: workerStatus().notNull().default("starting"),
    desired: workerOrder().notNull().default("run"),
    kinds: text().array().notNull(),
    concurrency: integer().notNull(),
    running: integer().notNull().default(0),
    completed: bigint({ mode: "number" }).notNull().default(0),
    failed: bigint({ mode: "number" }).notNull().default(0),
    rssBytes: bigint("rss_bytes", { mode: "number" }).notNull().default(0),
    eventLoopLagMs: doublePrecision("event_loop_lag_ms").notNull().default(0),
    /** This host's clock minus PostgreSQL's. */
    clockOffsetMs: doublePrecision("clock_offset_ms").notNull().default(0),
    /** The worker's own beat; it is lost after a few missed ones. */
    heartbeatMs: integer("heartbeat_ms").notNull(),
    startedAt: time("started_at").notNull().default(sql`clock_timestamp()`),
    lastHeartbeatAt: time("last_heartbeat_at").notNull().default(sql`clock_timestamp()`),
    stoppedAt: time("stopped_at"),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [index("workers_status").on(t.status, t.id)],
);
export type WorkerRow = typeof workers.$inferSelect;
