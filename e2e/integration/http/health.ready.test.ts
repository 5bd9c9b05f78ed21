import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { startSystem } from "../../support/system.ts";

const PROBES = 200;

describe.skipIf(!backendOfTest().available)("a flood of GET /health/ready", async () => {
  const { client, database } = await startSystem({ workers: 0 });
  const { client: sql } = database;

  /** Counts how often a connection for probes asks for the time: it finds this function before PostgreSQL's own. */
  async function countQuestions() {
    await sql`create sequence questions minvalue 0`;
    await sql.unsafe(`
      create function public.clock_timestamp() returns timestamptz language sql volatile security definer as $$
        select pg_catalog.clock_timestamp()
        from (select case when current_setting('application_name') = 'assent-readiness' then nextval('questions') end) as counted $$`);
    await sql.unsafe(`alter database ${new URL(database.url).pathname.slice(1)} set search_path = public, pg_catalog`);
  }

  it("asks PostgreSQL four times a second at most", async () => {
    await countQuestions();
    const began = performance.now();
    const answers = await Promise.all(Array.from({ length: PROBES }, () => client.get("//health/ready")));
    const tookMs = performance.now() - began;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const [row] = await sql<{ asked: number }[]>`select (last_value + is_called::int)::int as asked from questions`;
    expect(row?.asked).toBeGreaterThan(0);
    expect(row?.asked).toBeLessThanOrEqual(1 + tookMs / 250);
  });
});
