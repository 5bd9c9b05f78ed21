CREATE TABLE "legal_holds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"placed_by" text NOT NULL,
	"placed_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "legal_holds_user" ON "legal_holds" USING btree ("user_id","id");
--> statement-breakpoint
-- What is known of a consent's evidence is destroyed or stays as it is: nobody writes another.
CREATE TRIGGER user_consents_evidence BEFORE UPDATE OF evidence, evidence_salt ON user_consents FOR EACH ROW
  WHEN ((NEW.evidence IS NOT NULL AND NEW.evidence IS DISTINCT FROM OLD.evidence)
    OR (NEW.evidence_salt IS NOT NULL AND NEW.evidence_salt IS DISTINCT FROM OLD.evidence_salt)) EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- As before, and the jobs of users under a legal hold stay: they move to the default partition with those that are open, and are not
-- deleted there. No hold is placed and no job of the month changes between the look and the drop; each look is by an index, and the
-- table of all jobs is locked for what is found only.
CREATE OR REPLACE FUNCTION drop_jobs_before(before timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '200ms' SET enable_seqscan = off AS $$
DECLARE
  part regclass;
  still_open int;
  kept uuid[];
BEGIN
  IF before > clock_timestamp() - interval '7 days' THEN
    RAISE EXCEPTION 'jobs are kept for at least 7 days, as idempotency keys are' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT pg_try_advisory_xact_lock(7340224) THEN RETURN; END IF;
  LOCK TABLE legal_holds IN SHARE MODE;
  FOR part IN
    SELECT c.oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'jobs'::regclass
      AND substring(pg_get_expr(c.relpartbound, c.oid) FROM $re$TO \('([^']+)'\)$re$)::uuid <= least_id_at(before)
    ORDER BY c.relname
  LOOP
    EXECUTE format('LOCK TABLE %s IN SHARE MODE', part);
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %s WHERE status = %L LIMIT 10001) AS found', part, 'queued') INTO still_open;
    CONTINUE WHEN still_open > 10000;
    EXECUTE format('SELECT array(SELECT id FROM %1$s WHERE status = %2$L UNION SELECT held.id
      FROM legal_holds CROSS JOIN LATERAL (SELECT id FROM %1$s WHERE user_id = legal_holds.user_id) AS held)', part, 'queued') INTO kept;
    EXECUTE format('ALTER TABLE jobs DETACH PARTITION %s', part);
    EXECUTE format('INSERT INTO jobs SELECT * FROM %s WHERE id = any($1)', part) USING kept;
    EXECUTE format('DROP TABLE %s', part);
  END LOOP;
  DELETE FROM jobs_default WHERE id IN (
    SELECT id FROM jobs_default WHERE id < least_id_at(before) AND status <> 'queued' AND settled_at < before
      AND NOT EXISTS (SELECT FROM legal_holds WHERE legal_holds.user_id = jobs_default.user_id)
    ORDER BY id LIMIT 5000);
END $$;
