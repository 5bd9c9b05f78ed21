CREATE TABLE "idempotency_keys" (
	"principal" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"job_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "idempotency_keys_principal_key_pk" PRIMARY KEY("principal","key")
);
--> statement-breakpoint
-- Otherwise keys that were used before would be forgotten.
INSERT INTO "idempotency_keys" ("principal", "key", "request_hash", "job_id", "created_at")
SELECT "principal", "idempotency_key", "request_hash", "id", "created_at" FROM "jobs"
WHERE "idempotency_key" IS NOT NULL AND "created_at" > now() - interval '7 days';
--> statement-breakpoint
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_idempotency";
--> statement-breakpoint
DROP INDEX "audit_logs_not_ok";
--> statement-breakpoint
DROP INDEX "jobs_principal_key";
--> statement-breakpoint
DROP INDEX "jobs_not_completed";
--> statement-breakpoint
DROP INDEX "workers_alive";
--> statement-breakpoint
DROP INDEX "audit_logs_subject";
--> statement-breakpoint
DROP INDEX "audit_logs_user";
--> statement-breakpoint
DROP INDEX "audit_logs_job";
--> statement-breakpoint
DROP INDEX "audit_logs_action";
--> statement-breakpoint
DROP INDEX "jobs_open";
--> statement-breakpoint
DROP INDEX "jobs_user";
--> statement-breakpoint
DROP INDEX "jobs_kind";
--> statement-breakpoint
DROP INDEX "sportsbook_sessions_user";
--> statement-breakpoint
DROP INDEX "sportsbook_sessions_of_consent";
--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("created_at");
--> statement-breakpoint
CREATE INDEX "workers_status" ON "workers" USING btree ("status","id");
--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_user" ON "sportsbook_sessions" USING btree ("user_id","status","sportsbook","id");
--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_of_consent" ON "sportsbook_sessions" USING btree ("consent_id","status","sportsbook","id");
--> statement-breakpoint
ALTER TABLE "jobs" DROP COLUMN "idempotency_key";
--> statement-breakpoint
ALTER TABLE "jobs" DROP COLUMN "request_hash";
