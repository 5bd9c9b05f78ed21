CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER jobs_touch BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
--> statement-breakpoint
CREATE TRIGGER workers_touch BEFORE UPDATE ON workers FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
--> statement-breakpoint
CREATE TRIGGER user_consents_touch BEFORE UPDATE ON user_consents FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
--> statement-breakpoint
CREATE TRIGGER sportsbook_sessions_touch BEFORE UPDATE ON sportsbook_sessions FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
--> statement-breakpoint
-- A seat belt against mistakes: the table's owner can still take it off.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is not allowed', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A session that has ended stays ended: an expired one can still be revoked, a revoked one is final.
CREATE FUNCTION refuse_resurrection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'session % has ended and stays %', OLD.id, OLD.status USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER sportsbook_sessions_ended BEFORE UPDATE OF status ON sportsbook_sessions FOR EACH ROW
  WHEN (NEW.status IS DISTINCT FROM OLD.status AND (OLD.status = 'revoked' OR NEW.status = 'active')) EXECUTE FUNCTION refuse_resurrection();
--> statement-breakpoint
CREATE TRIGGER user_consents_withdrawn BEFORE UPDATE OF withdrawn_at ON user_consents FOR EACH ROW
  WHEN (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at) EXECUTE FUNCTION refuse_change();
