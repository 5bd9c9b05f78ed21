import { bigint, pgTable, uuid } from "drizzle-orm/pg-core";
import { bytea } from "./columns.ts";

/** Which audit row is which leaf of the tree. It refers to no row, so that one that is missing can be seen to be. */
export const auditLeaves = pgTable("audit_leaves", {
  leafIndex: bigint("leaf_index", { mode: "number" }).primaryKey(),
  auditId: uuid("audit_id").notNull().unique("audit_leaves_audit_id"),
  hash: bytea().notNull(),
});
