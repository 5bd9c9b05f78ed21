CREATE TYPE "public"."encryption_key_state" AS ENUM('announced', 'active', 'decrypt_only', 'retired');--> statement-breakpoint
CREATE TABLE "encryption_keys" (
	"key_id" text PRIMARY KEY NOT NULL,
	"state" "encryption_key_state" DEFAULT 'announced' NOT NULL,
	"check_value" text NOT NULL,
	"announced_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"activated_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"fence" "xid8",
	"retired_at" timestamp with time zone,
	"to_rewrap" bigint,
	"rewrapped" bigint DEFAULT 0 NOT NULL,
	"unopenable" bigint DEFAULT 0 NOT NULL,
	"reached" uuid
);
--> statement-breakpoint
CREATE TABLE "key_holders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"hostname" text NOT NULL,
	"pid" integer NOT NULL,
	"keys" jsonb NOT NULL,
	"seals_with" text,
	"heartbeat_ms" integer NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "encryption_keys_one_active" ON "encryption_keys" USING btree ("state") WHERE "encryption_keys"."state" = 'active';--> statement-breakpoint
-- A job with a token under a key that is closed comes from a process that has not heard of that, be it one that was frozen. It looks
-- after the rows are in: its transaction has an id by then, so that whoever retires the key knows whether it must wait for it.
CREATE FUNCTION refuse_closed_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM accepted JOIN encryption_keys AS keys ON keys.key_id = accepted.payload -> 'session_data' ->> 'key_id'
    WHERE keys.closed_at IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'a token is sealed under a key that is not in use any more' USING ERRCODE = 'KEY01';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER jobs_closed_keys AFTER INSERT ON jobs REFERENCING NEW TABLE AS accepted
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_keys();
--> statement-breakpoint
-- Another key around a token is no change of its session.
CREATE OR REPLACE TRIGGER sportsbook_sessions_touch BEFORE UPDATE ON sportsbook_sessions FOR EACH ROW
  WHEN (NEW.key_id IS NULL OR NEW.key_id IS NOT DISTINCT FROM OLD.key_id) EXECUTE FUNCTION touch_updated_at();
