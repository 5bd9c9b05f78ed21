CREATE TYPE "public"."board_role" AS ENUM('viewer', 'auditor', 'operator');--> statement-breakpoint
ALTER TABLE "board_sessions" ADD COLUMN "role" "board_role" DEFAULT 'viewer' NOT NULL;