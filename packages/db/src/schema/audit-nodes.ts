import { bigint, pgTable, primaryKey, smallint } from "drizzle-orm/pg-core";
import { bytea } from "./columns.ts";

/** The roots of perfect subtrees above the leaves, of every eighth level: what lies between is computed from at most 128 of them. */
export const auditNodes = pgTable(
  "audit_nodes",
  {
    level: smallint().notNull(),
    nodeIndex: bigint("node_index", { mode: "number" }).notNull(),
    hash: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.level, t.nodeIndex] })],
);
