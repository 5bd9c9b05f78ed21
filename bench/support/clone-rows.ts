/** Many rows like one that the system itself has written, whatever columns that has: set-based, so that millions take minutes. */
import type postgres from "postgres";

export interface Copies {
  table: string;
  /** SQL that is true for the rows to copy. */
  like: string;
  count: number;
  /** SQL for the columns that differ; `n` counts from 1, `t` is the row that is copied. */
  set: Record<string, string>;
}

const IN_ONE_GO = 100_000;

export async function cloneRows(sql: postgres.Sql, { table, like, count, set }: Copies, tell: (done: number) => void = () => {}) {
  const found = await sql<{ name: string }[]>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER'`;
  const names = found.map(({ name }) => name);
  const unknown = Object.keys(set).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`${table} has no ${unknown.join(", ")}`);
  const columns = names.map((name) => `"${name}"`).join(", ");
  const values = names.map((name) => set[name] ?? `t."${name}"`).join(", ");
  for (let from = 1; from <= count; from += IN_ONE_GO) {
    const to = Math.min(count, from + IN_ONE_GO - 1);
    await sql.unsafe(`
      insert into ${table} (${columns})
      select ${values} from (select * from ${table} where ${like} limit 1) t, generate_series(${from}, ${to}) n`);
    tell(to);
  }
}

/** A UUIDv7 of that time, as SQL. @param time SQL of a timestamp */
export const uuidAt = (time: string) => `(
  lpad(to_hex(floor(extract(epoch from ${time}) * 1000)::bigint), 12, '0') || '7' || left(md5(random()::text), 3)
  || '8' || left(md5(random()::text), 15))::uuid`;
