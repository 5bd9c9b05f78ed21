CREATE TYPE "public"."job_operation_action" AS ENUM('retry', 'cancel');--> statement-breakpoint
CREATE TYPE "public"."job_operation_status" AS ENUM('running', 'completed', 'cancelled');--> statement-breakpoint
CREATE TABLE "job_operations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" "job_operation_action" NOT NULL,
	"status" "job_operation_status" DEFAULT 'running' NOT NULL,
	"filter" jsonb NOT NULL,
	"principal" text NOT NULL,
	"reason" text,
	"request_id" text,
	"matched" bigint NOT NULL,
	"done" bigint DEFAULT 0 NOT NULL,
	"skipped" bigint DEFAULT 0 NOT NULL,
	"reached" uuid,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "kind_figures" (
	"minute" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"completed" bigint DEFAULT 0 NOT NULL,
	"refused" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"start_durations" bigint[] NOT NULL,
	"run_durations" bigint[] NOT NULL,
	CONSTRAINT "kind_figures_minute_kind_pk" PRIMARY KEY("minute","kind")
);
--> statement-breakpoint
CREATE TABLE "refusal_figures" (
	"minute" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"refused" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "refusal_figures_minute_kind_reason_pk" PRIMARY KEY("minute","kind","reason")
);
--> statement-breakpoint
CREATE TABLE "kind_pauses" (
	"kind" text PRIMARY KEY NOT NULL,
	"paused_by" text NOT NULL,
	"reason" text,
	"paused_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "job_operations_running" ON "job_operations" USING btree ("id") WHERE "job_operations"."status" = 'running';--> statement-breakpoint
CREATE INDEX "jobs_request" ON "jobs" USING btree ("request_id","id");