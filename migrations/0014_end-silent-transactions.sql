-- Ends transactions that wait, for ten seconds already, for the rest of a statement of which PostgreSQL has heard the beginning. It
-- belongs to the owner, because each process has a role of its own and may see and end nothing of the others'.
CREATE FUNCTION end_silent_transactions() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT whose FROM (
    SELECT concat_ws(' ', application_name, host(client_addr), client_port) AS whose, pg_terminate_backend(pid) AS ended
    FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'assent-%' AND pg_has_role(usesysid, 'USAGE')
      AND state = 'active' AND wait_event = 'ClientRead' AND xact_start IS NOT NULL
      AND state_change < clock_timestamp() - interval '10 seconds') AS silent
  WHERE ended;
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION end_silent_transactions() FROM PUBLIC;
