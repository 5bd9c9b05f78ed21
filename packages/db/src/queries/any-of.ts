import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/** `column = any(...)`: one parameter however many values there are, so that it is always the same statement. */
export const anyOf = (column: PgColumn | SQL, values: string[], type: "uuid" | "text" = "uuid"): SQL =>
  sql`${column} = any(${sql.param(values)}::${sql.raw(type)}[])`;
