CREATE SEQUENCE "public"."audit_places" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
-- In two steps: a column that is added with such a default is written into every row that is there.
ALTER TABLE "audit_logs" ADD COLUMN "place" bigint;--> statement-breakpoint
ALTER TABLE "audit_logs" ALTER COLUMN "place" SET DEFAULT nextval('audit_places');--> statement-breakpoint
ALTER TABLE "user_consents" ADD COLUMN "expired_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "audit_logs_events" ON "audit_logs" USING btree ("place") WHERE action in ('session.created', 'session.renewed', 'session.expired', 'session.revoked', 'consent.granted', 'consent.withdrawn', 'consent.expired', 'job.failed') and outcome <> 'refused';--> statement-breakpoint
CREATE INDEX "user_consents_expiring" ON "user_consents" USING btree ("expires_at") WHERE "user_consents"."expired_at" is null and "user_consents"."withdrawn_at" is null;--> statement-breakpoint
-- What has expired before there were events is no news.
UPDATE "user_consents" SET "expired_at" = clock_timestamp() WHERE "expires_at" <= clock_timestamp() AND "withdrawn_at" IS NULL;
