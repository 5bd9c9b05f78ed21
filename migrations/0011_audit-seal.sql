CREATE TABLE "audit_checkpoints" (
	"size" bigint PRIMARY KEY NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"sealed_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_leaves" (
	"leaf_index" bigint PRIMARY KEY NOT NULL,
	"audit_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_leaves_audit_id" UNIQUE("audit_id")
);
--> statement-breakpoint
CREATE TABLE "audit_nodes" (
	"level" smallint NOT NULL,
	"node_index" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_nodes_level_node_index_pk" PRIMARY KEY("level","node_index")
);
--> statement-breakpoint
CREATE TABLE "audit_seal" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"size" bigint DEFAULT 0 NOT NULL,
	"frontier" "bytea" DEFAULT ''::bytea NOT NULL,
	"txid" "xid8" DEFAULT '0'::xid8 NOT NULL,
	"audit_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	CONSTRAINT "audit_seal_one" CHECK ("audit_seal"."one")
);
--> statement-breakpoint
ALTER TABLE "audit_logs" ADD COLUMN "body" text;--> statement-breakpoint
ALTER TABLE "audit_logs" ADD COLUMN "mac_key" text;--> statement-breakpoint
ALTER TABLE "audit_logs" ADD COLUMN "mac" "bytea";--> statement-breakpoint
-- In two steps: a column that is added with such a default is written into every row that is there.
ALTER TABLE "audit_logs" ADD COLUMN "txid" "xid8";--> statement-breakpoint
ALTER TABLE "audit_logs" ALTER COLUMN "txid" SET DEFAULT pg_current_xact_id();--> statement-breakpoint
CREATE INDEX "audit_checkpoints_sealed" ON "audit_checkpoints" USING btree ("sealed_at");--> statement-breakpoint
CREATE INDEX "audit_logs_txid" ON "audit_logs" USING btree ("txid","id");--> statement-breakpoint
ALTER TABLE "audit_logs" ADD CONSTRAINT "audit_logs_authenticated" CHECK ((body is null) = (mac is null) and (mac is null) = (mac_key is null) and octet_length(mac) = 32 and octet_length(mac_key) <= 64);--> statement-breakpoint
INSERT INTO "audit_seal" DEFAULT VALUES;--> statement-breakpoint
-- A seat belt, as for the audit log itself.
CREATE TRIGGER audit_leaves_append_only BEFORE UPDATE OR DELETE ON audit_leaves FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER audit_leaves_no_truncate BEFORE TRUNCATE ON audit_leaves FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER audit_nodes_append_only BEFORE UPDATE OR DELETE ON audit_nodes FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER audit_nodes_no_truncate BEFORE TRUNCATE ON audit_nodes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
