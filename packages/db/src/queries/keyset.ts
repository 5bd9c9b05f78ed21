import { and, lt, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/** A page of a list, newest first. Ids are UUIDv7, so the id is the order. */
export interface Page {
  limit: number;
  /** Only rows older than this id. */
  before?: string | undefined;
}

export const pageOf = (id: PgColumn, { before }: Page, filters: (SQL | undefined)[]) =>
  and(...filters, before === undefined ? undefined : lt(id, before));
