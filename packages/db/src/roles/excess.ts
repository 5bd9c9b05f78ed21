import { sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { type Part, parseRights, RIGHTS, type Right } from "./rights.ts";

/** What a role may do that the processes which use it do not need, in plain words. */
export interface Excess {
  role: string;
  /** With these, whoever takes over the process rewrites the audit log. */
  grave: string[];
  needless: string[];
}

export async function findExcess(db: Queryable, parts: readonly Part[]): Promise<Excess> {
  const [self] = await db.execute<{ role: string; owns: boolean }>(sql`
    select current_user as role, coalesce(bool_or(pg_has_role(relowner, 'member')), false) as owns
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`);
  const { role = "", owns = false } = self ?? {};
  if (owns) return { role, grave: ["act as the owner of the tables"], needless: [] };
  const needed = new Set(parts.flatMap(neededBy).map(nameOf));
  const found = (await rightsOf(db)).filter((right) => !needed.has(nameOf(right)) && !needed.has(nameOf({ ...right, column: null })));
  return { role, grave: inWords(found.filter(isGrave)), needless: inWords(found.filter((right) => !isGrave(right))) };
}

const neededBy = (part: Part) => Object.entries(RIGHTS[part]).flatMap(([table, rights]) => parseRights(table, rights));
const nameOf = ({ table, column, right }: Right) => `${right} ${table} ${column}`;

/** Those on partitions are found under their own names: they are not needed, because a statement names the whole table. */
const isGrave = ({ table, right }: Right) => /^audit_logs/.test(table) && right !== "select";

/** Where a right is on a table, on each of its columns. */
async function rightsOf(db: Queryable): Promise<Right[]> {
  const rows = await db.execute<Right & Record<string, unknown>>(sql`
    with tables as (select oid, relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p'))
    select relname as table, attname as column, "right"
    from tables join pg_attribute on attrelid = tables.oid and attnum > 0 and not attisdropped,
      unnest(array['select', 'insert', 'update']) as "right"
    where has_column_privilege(tables.oid, attnum, "right")
    union all
    select relname, null, "right" from tables, unnest(array['delete', 'truncate', 'trigger']) as "right"
    where has_table_privilege(tables.oid, "right")
    order by 1, 3, 2`);
  return [...rows];
}

/** `update jobs (kind, principal)`: one line for each right on a table. */
function inWords(rights: Right[]): string[] {
  const grouped = Map.groupBy(rights, ({ right, table }) => `${right} ${table}`);
  return [...grouped].map(([words, group]) => {
    const columns = group.flatMap(({ column }) => column ?? []);
    return columns.length > 0 ? `${words} (${columns.join(", ")})` : words;
  });
}
