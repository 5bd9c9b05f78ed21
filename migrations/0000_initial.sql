CREATE TYPE "public"."audit_outcome" AS ENUM('ok', 'refused', 'failed');--> statement-breakpoint
CREATE TYPE "public"."job_status" AS ENUM('queued', 'completed', 'refused', 'failed', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."session_status" AS ENUM('active', 'expired', 'revoked');--> statement-breakpoint
CREATE TYPE "public"."worker_order" AS ENUM('run', 'drain');--> statement-breakpoint
CREATE TYPE "public"."worker_status" AS ENUM('starting', 'running', 'draining', 'stopped', 'lost');--> statement-breakpoint
CREATE TABLE "audit_logs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"occurred_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"outcome" "audit_outcome" NOT NULL,
	"user_id" uuid,
	"job_id" uuid,
	"worker_id" uuid,
	"request_id" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"status" "job_status" DEFAULT 'queued' NOT NULL,
	"payload" jsonb NOT NULL,
	"result" jsonb,
	"problem" jsonb,
	"principal" text NOT NULL,
	"idempotency_key" text,
	"request_hash" text,
	"user_id" uuid,
	"request_id" text,
	"traceparent" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"worker_id" uuid,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"dispatched_at" timestamp with time zone,
	"started_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "jobs_principal_idempotency_key" UNIQUE("principal","idempotency_key"),
	CONSTRAINT "jobs_settled" CHECK (("jobs"."status" = 'queued') = ("jobs"."settled_at" is null)),
	CONSTRAINT "jobs_idempotency" CHECK (("jobs"."idempotency_key" is null) = ("jobs"."request_hash" is null))
);
--> statement-breakpoint
CREATE TABLE "sportsbook_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"consent_id" uuid NOT NULL,
	"sportsbook" text NOT NULL,
	"session_data" "bytea",
	"key_id" text,
	"status" "session_status" DEFAULT 'active' NOT NULL,
	"paper_trading" boolean NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"end_reason" text,
	"created_by_job" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "sportsbook_sessions_created_by_job_unique" UNIQUE("created_by_job"),
	CONSTRAINT "sportsbook_sessions_data_while_active" CHECK (("sportsbook_sessions"."status" = 'active') = ("sportsbook_sessions"."session_data" is not null)),
	CONSTRAINT "sportsbook_sessions_key_with_data" CHECK (("sportsbook_sessions"."key_id" is null) = ("sportsbook_sessions"."session_data" is null)),
	CONSTRAINT "sportsbook_sessions_end" CHECK (("sportsbook_sessions"."status" = 'active') = ("sportsbook_sessions"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "user_consents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"sportsbooks" text[],
	"document_version" text NOT NULL,
	"granted_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"expires_at" timestamp with time zone,
	"withdrawn_at" timestamp with time zone,
	"withdrawal_reason" text,
	"evidence" jsonb,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "user_consents_id_user_id" UNIQUE("id","user_id"),
	CONSTRAINT "user_consents_expire_after_grant" CHECK ("user_consents"."expires_at" > "user_consents"."granted_at"),
	CONSTRAINT "user_consents_reason" CHECK ("user_consents"."withdrawal_reason" is null or "user_consents"."withdrawn_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"hostname" text NOT NULL,
	"pid" integer NOT NULL,
	"version" text NOT NULL,
	"status" "worker_status" DEFAULT 'starting' NOT NULL,
	"desired" "worker_order" DEFAULT 'run' NOT NULL,
	"kinds" text[] NOT NULL,
	"concurrency" integer NOT NULL,
	"running" integer DEFAULT 0 NOT NULL,
	"completed" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"rss_bytes" bigint DEFAULT 0 NOT NULL,
	"event_loop_lag_ms" double precision DEFAULT 0 NOT NULL,
	"clock_offset_ms" double precision DEFAULT 0 NOT NULL,
	"heartbeat_ms" integer NOT NULL,
	"started_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"last_heartbeat_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"stopped_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sportsbook_sessions" ADD CONSTRAINT "sportsbook_sessions_consent_of_user" FOREIGN KEY ("consent_id","user_id") REFERENCES "public"."user_consents"("id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_logs_subject" ON "audit_logs" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "audit_logs_user" ON "audit_logs" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "audit_logs_job" ON "audit_logs" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "audit_logs_action" ON "audit_logs" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "audit_logs_not_ok" ON "audit_logs" USING btree ("id") WHERE "audit_logs"."outcome" <> 'ok';--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("created_at") WHERE "jobs"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "jobs_settled_at" ON "jobs" USING btree ("settled_at") WHERE "jobs"."status" <> 'queued';--> statement-breakpoint
CREATE INDEX "jobs_user" ON "jobs" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "jobs_kind" ON "jobs" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "jobs_not_completed" ON "jobs" USING btree ("status","id") WHERE "jobs"."status" <> 'completed';--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_user" ON "sportsbook_sessions" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_consent" ON "sportsbook_sessions" USING btree ("consent_id") WHERE "sportsbook_sessions"."status" = 'active';--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_of_consent" ON "sportsbook_sessions" USING btree ("consent_id","id");--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_sportsbook" ON "sportsbook_sessions" USING btree ("sportsbook","id");--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_due" ON "sportsbook_sessions" USING btree ("expires_at") WHERE "sportsbook_sessions"."status" = 'active';--> statement-breakpoint
CREATE INDEX "user_consents_user" ON "user_consents" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "user_consents_expiry" ON "user_consents" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "user_consents_withdrawal" ON "user_consents" USING btree ("withdrawn_at") WHERE "user_consents"."withdrawn_at" is not null;--> statement-breakpoint
CREATE INDEX "workers_alive" ON "workers" USING btree ("last_heartbeat_at") WHERE "workers"."status" in ('starting', 'running', 'draining');