import { type GetColumnData, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

type Selected<Columns extends Record<string, PgColumn>> = { [Name in keyof Columns]: SQL<GetColumnData<Columns[Name]>> };

/** A table's columns where the query names the table itself: Drizzle then maps the values, but knows no table they could be of. */
export const selected = <Columns extends Record<string, PgColumn>>(columns: Columns): Selected<Columns> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, sql`${column}`.mapWith(column)]),
  ) as unknown as Selected<Columns>;
