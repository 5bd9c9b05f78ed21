import { type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";

/** A page of a list, newest first. Ids are UUIDv7, so the id is the order. */
export interface Page {
  limit: number;
  /** Only rows older than this id. */
  before?: string | undefined;
  /** No row older than this id. */
  from?: string | undefined;
}

const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export const startOf = ({ before = LAST_ID }: Page): SQL => sql`${before}::uuid`;

const isOnPage = (page: Page): SQL =>
  page.from === undefined ? sql`id < ${startOf(page)}` : sql`id < ${startOf(page)} and id >= ${page.from}::uuid`;

/** The columns of an index before its last one, the id, in their order, and what a list wants of each: undefined is any value. */
export type IndexColumns = [column: PgColumn, wanted: string | undefined][];

/**
 * The ids of a page, read through an index that ends with the id. Its *groups* are the values that its columns have where
 * the list leaves them open; each gives its newest ids, and these are merged. So it reads at most a page for each group,
 * however rare the wanted rows are and wherever they lie.
 *
 * The first column is compared with an array of one value so that PostgreSQL does not see that it is the same everywhere.
 * The order then begins with it, and no index but this one has that order: whatever PostgreSQL believes about the table,
 * it will neither read another in the hope of finding enough there nor read everything to sort it.
 *
 * @param also a condition on the rows that nearly all of a group fulfil; others are read in vain.
 */
export function pageOfIds(table: PgTable, index: IndexColumns, page: Page, also: SQL = sql`true`): SQL {
  const [groups, values] = groupsOf(table, index);
  const [first, ...others] = index.map(([column], i) => ({ column: name(column), value: values[i] }));
  const inGroup = [sql`${first?.column} = any(array[${first?.value}])`, ...others.map(({ column, value }) => sql`${column} = ${value}`)];
  return sql`
    select newest.id as page_id from ${groups}lateral (
      select id from ${table} where ${sql.join(inGroup, sql` and `)} and ${isOnPage(page)} and ${also}
      order by ${first?.column} desc, id desc limit ${page.limit}) as newest
    order by page_id desc limit ${page.limit}`;
}

/** What to select from to get the groups, and the values of each. */
function groupsOf(table: PgTable, index: IndexColumns): [from: SQL, values: SQL[]] {
  const firstOpen = index.findIndex(([, wanted]) => wanted === undefined);
  const lastOpen = index.findLastIndex(([, wanted]) => wanted === undefined);
  const values = index.map(([column, wanted], i) =>
    i <= lastOpen ? sql`groups.${name(column)}` : sql`${wanted}::${sql.raw(column.getSQLType())}`,
  );
  if (firstOpen < 0) return [sql``, values];
  return [sql`(${existingGroups(table, index.slice(0, lastOpen + 1), firstOpen)}) as groups, `, values];
}

/** Jumps from one group to the next, and stops at the first that is not asked for: reads a row of each. */
function existingGroups(table: PgTable, index: IndexColumns, given: number): SQL {
  const names = index.map(([column]) => name(column));
  const columns = list(names);
  const wanted = index.slice(0, given).map(([, value]) => sql`${value}`);
  const first = given > 0 ? sql`where (${list(names.slice(0, given))}) >= (${list(wanted)})` : sql``;
  const isAskedFor = sql.join([sql`true`, ...wanted.map((value, i) => sql`found.${names[i]} = ${value}`)], sql` and `);
  return sql`
    with recursive groups as (
      select * from (select ${columns} from ${table} ${first} order by ${columns} limit 1) as found where ${isAskedFor}
      union all
      select found.* from groups, lateral (
        select ${columns} from ${table} where (${columns}) > (${list(names.map((one) => sql`groups.${one}`))})
        order by ${columns} limit 1) as found
      where ${isAskedFor})
    select * from groups`;
}

/** The newest ids of all, through the primary key. */
export const newestIds = (table: PgTable, page: Page): SQL =>
  sql`select id as page_id from ${table} where ${isOnPage(page)} order by id desc limit ${page.limit}`;

/** The newest of two pages of ids that have none in common. */
export const either = (some: SQL, others: SQL, page: Page): SQL =>
  sql`select page_id from ((${some}) union all (${others})) as both_of order by page_id desc limit ${page.limit}`;

/**
 * The rows of a page of ids, under the table's own name: one after the other, by the only index whose order is that of the ids.
 *
 * @param columns those to name where there are some that not every role may read
 */
export const rowsOf = (table: PgTable, ids: SQL, columns?: PgColumn[]): SQL => sql`
  (${ids}) as page,
  lateral (select ${columns ? list(columns.map(name)) : sql`*`} from ${table} as one where one.id >= page_id and one.id <= page_id order by one.id limit 1) as ${table}`;

const name = (column: PgColumn): SQL => sql`${sql.identifier(column.name)}`;
const list = (parts: SQL[]): SQL => sql.join(parts, sql`, `);
