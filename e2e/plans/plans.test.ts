/** What a query reads depends on what it returns, and never on how much there is or on what PostgreSQL believes about it. */
import { connect, type Database } from "@assent/db";
import { testDatabase } from "@assent/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Call, hotCalls, listCalls } from "./calls.ts";
import { explain, prepare, type Statement, statementsOf } from "./explain.ts";
import { fill } from "./fill.ts";

describe("on tables of a million rows that were empty when they were last analyzed", async () => {
  const database = await testDatabase();
  const start = Date.now() - 2_000_000;
  const calls: Call[] = [...hotCalls(start), ...listCalls(start)];
  const statements: Statement[] = [];
  for (const call of calls) statements.push(...(await statementsOf(database, call)));
  /** Each keeps its connection, and with it its prepared statements; `old` plans everything while there is nothing. */
  const session = (name: string) => connect(database.url, { name, max: 1, statementTimeoutMs: 60_000, idleTimeoutS: 600 });
  const [old, fresh] = [session("old"), session("fresh")];
  afterAll(async () => void (await Promise.all([old.close(), fresh.close()])));

  beforeAll(async () => {
    await ignoreGrowth(old);
    await prepare(old, statements);
    for (const [index, statement] of statements.entries()) await explain(old, statement, index);
    await fill(database, start);
    await prepare(fresh, statements);
  }, 600_000);

  it("catches every query", () => {
    const caught = new Set(statements.map(({ name }) => name));
    expect(calls.map(([name]) => name).filter((name) => !caught.has(name))).toEqual([]);
  });

  it.each([
    ["with plans made now", () => fresh],
    ["with plans made while they were empty", () => old],
  ])(
    "%s",
    async (_, planner) => {
      const tooMuch: string[] = [];
      for (const [index, statement] of statements.entries()) {
        const { rows, pages, plan } = await explain(planner(), statement, index);
        if (rows > statement.most.rows || pages > statement.most.pages)
          tooMuch.push(`${statement.name} reads ${rows} rows, ${pages} pages:\n${plan}`);
      }
      expect(tooMuch.join("\n\n")).toBe("");
    },
    600_000,
  );
});

/** Nor write-ahead logged, which is a third of the work of filling them and changes no plan. */
async function ignoreGrowth({ client }: Database): Promise<void> {
  const tables = await client<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    order by exists (select from pg_constraint where conrelid = pg_class.oid and contype = 'f') desc`;
  for (const { name } of tables) await client.unsafe(`alter table ${name} set (autovacuum_enabled = off), set unlogged`);
  await client.unsafe("analyze");
}
