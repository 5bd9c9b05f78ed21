-- The least UUIDv7 of a moment. Ids are UUIDv7, so that a range of ids is a range of time.
CREATE FUNCTION least_id_at(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid;
$$;
--> statement-breakpoint
-- Partitions inherit a table's triggers for rows, but not those for statements.
CREATE FUNCTION refuse_truncate(audit_table text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', audit_table);
END $$;
--> statement-breakpoint
-- Adds the partition of a month (its first day, UTC) unless it is there. What the default partition holds of that month moves
-- into it: ids come from the clocks of other hosts, and it may be that nobody has added a partition for months.
CREATE FUNCTION add_partition(parent text, month date) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  name text := parent || to_char(month, '_YYYY_MM');
  rest text := parent || '_default';
  lower uuid := least_id_at(month::timestamp AT TIME ZONE 'UTC');
  upper uuid := least_id_at((month + interval '1 month') AT TIME ZONE 'UTC');
  to_move boolean;
BEGIN
  IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, parent);
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', rest);
  EXECUTE format('SELECT exists (SELECT FROM %I WHERE id >= %L AND id < %L)', rest, lower, upper) INTO to_move;
  IF to_move THEN
    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', rest);
    EXECUTE format('WITH moved AS (DELETE FROM %I WHERE id >= %L AND id < %L RETURNING *) INSERT INTO %I SELECT * FROM moved', rest, lower, upper, name);
    EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', rest);
  END IF;
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, lower, upper);
  IF parent = 'audit_logs' THEN PERFORM refuse_truncate(name); END IF;
END $$;
--> statement-breakpoint
-- Makes sure that this month and the next three have their partitions, and reads a few names when they have. It waits only a
-- moment for a lock, because whoever comes after it waits as well; its caller tries again later.
CREATE FUNCTION ensure_partitions() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '200ms' AS $$
DECLARE
  this_month date := date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC');
BEGIN
  IF NOT pg_try_advisory_xact_lock(7340224) THEN RETURN; END IF;
  FOR i IN 0..3 LOOP
    PERFORM add_partition('jobs', (this_month + i * interval '1 month')::date);
    PERFORM add_partition('audit_logs', (this_month + i * interval '1 month')::date);
  END LOOP;
END $$;
--> statement-breakpoint
-- Drops the partitions of jobs that hold nothing younger than a time. Jobs that are still open move to the default partition,
-- which loses what was settled as long ago. A partition with more than 10,000 open jobs stays: nobody works on that backlog,
-- and to move it would keep the table locked. It waits only a moment for a lock, as above.
CREATE FUNCTION drop_jobs_before(before timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '200ms' AS $$
DECLARE
  part regclass;
  open_jobs int;
BEGIN
  IF before > clock_timestamp() - interval '7 days' THEN
    RAISE EXCEPTION 'jobs are kept for at least 7 days, as idempotency keys are' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT pg_try_advisory_xact_lock(7340224) THEN RETURN; END IF;
  FOR part IN
    SELECT c.oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'jobs'::regclass
      AND substring(pg_get_expr(c.relpartbound, c.oid) FROM $re$TO \('([^']+)'\)$re$)::uuid <= least_id_at(before)
    ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %s WHERE status = %L LIMIT 10001) AS found', part, 'queued') INTO open_jobs;
    CONTINUE WHEN open_jobs > 10000;
    EXECUTE format('ALTER TABLE jobs DETACH PARTITION %s', part);
    EXECUTE format('INSERT INTO jobs SELECT * FROM %s WHERE status = %L', part, 'queued');
    EXECUTE format('DROP TABLE %s', part);
  END LOOP;
  DELETE FROM jobs_default WHERE id IN (
    SELECT id FROM jobs_default WHERE id < least_id_at(before) AND status <> 'queued' AND settled_at < before ORDER BY id LIMIT 5000);
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION refuse_truncate(text), add_partition(text, date), ensure_partitions(), drop_jobs_before(timestamptz) FROM PUBLIC;
--> statement-breakpoint
-- Both tables become partitioned, and what they hold is copied: into the default partition where it is older than the oldest month.
ALTER TABLE jobs RENAME TO jobs_whole;
--> statement-breakpoint
ALTER TABLE audit_logs RENAME TO audit_logs_whole;
--> statement-breakpoint
CREATE TABLE jobs (LIKE jobs_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (id);
--> statement-breakpoint
CREATE TABLE audit_logs (LIKE audit_logs_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (id);
--> statement-breakpoint
CREATE TABLE jobs_default PARTITION OF jobs DEFAULT;
--> statement-breakpoint
CREATE TABLE audit_logs_default PARTITION OF audit_logs DEFAULT;
--> statement-breakpoint
SELECT add_partition('jobs', month::date) FROM generate_series(
  date_trunc('month', (SELECT greatest(min(created_at), now() - interval '90 days') FROM jobs_whole HAVING count(*) > 0) AT TIME ZONE 'UTC'),
  now() AT TIME ZONE 'UTC', interval '1 month') AS month;
--> statement-breakpoint
SELECT add_partition('audit_logs', month::date) FROM generate_series(
  date_trunc('month', (SELECT min(occurred_at) FROM audit_logs_whole) AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC', interval '1 month') AS month;
--> statement-breakpoint
SELECT ensure_partitions();
--> statement-breakpoint
SELECT refuse_truncate('audit_logs'), refuse_truncate('audit_logs_default');
--> statement-breakpoint
INSERT INTO jobs SELECT * FROM jobs_whole;
--> statement-breakpoint
INSERT INTO audit_logs SELECT * FROM audit_logs_whole;
--> statement-breakpoint
DROP TABLE jobs_whole, audit_logs_whole;
--> statement-breakpoint
ALTER TABLE jobs ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);
--> statement-breakpoint
ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_pkey PRIMARY KEY (id);
--> statement-breakpoint
CREATE INDEX "jobs_failed_under" ON "jobs" USING btree (("payload" ->> 'consent_id')) WHERE "jobs"."status" = 'failed';
--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("id") WHERE "jobs"."status" = 'queued';
--> statement-breakpoint
CREATE INDEX "jobs_user" ON "jobs" USING btree ("user_id","kind","status","id");
--> statement-breakpoint
CREATE INDEX "jobs_kind" ON "jobs" USING btree ("kind","status","id");
--> statement-breakpoint
CREATE INDEX "audit_logs_subject" ON "audit_logs" USING btree ("subject","action","outcome","id");
--> statement-breakpoint
CREATE INDEX "audit_logs_user" ON "audit_logs" USING btree ("user_id","action","outcome","id");
--> statement-breakpoint
CREATE INDEX "audit_logs_job" ON "audit_logs" USING btree ("job_id","action","outcome","id");
--> statement-breakpoint
CREATE INDEX "audit_logs_action" ON "audit_logs" USING btree ("action","outcome","id");
--> statement-breakpoint
CREATE TRIGGER jobs_touch BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
--> statement-breakpoint
CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_change();
