CREATE TABLE "maintenance" (
	"task" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_principal_idempotency_key";--> statement-breakpoint
ALTER TABLE "sportsbook_sessions" DROP CONSTRAINT "sportsbook_sessions_created_by_job_unique";--> statement-breakpoint
DROP INDEX "jobs_settled_at";--> statement-breakpoint
DROP INDEX "sportsbook_sessions_consent";--> statement-breakpoint
DROP INDEX "jobs_open";--> statement-breakpoint
DROP INDEX "sportsbook_sessions_user";--> statement-breakpoint
DROP INDEX "sportsbook_sessions_of_consent";--> statement-breakpoint
DROP INDEX "sportsbook_sessions_sportsbook";--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "delivery_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_principal_key" ON "jobs" USING btree ("principal","idempotency_key") WHERE "jobs"."idempotency_key" is not null;--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("kind","id") WHERE "jobs"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_user" ON "sportsbook_sessions" USING btree ("user_id","status","id");--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_of_consent" ON "sportsbook_sessions" USING btree ("consent_id","status","id");--> statement-breakpoint
CREATE INDEX "sportsbook_sessions_sportsbook" ON "sportsbook_sessions" USING btree ("sportsbook","status","id");