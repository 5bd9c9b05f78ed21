/** What PostgreSQL itself cannot do: it answers, and says no for reasons that are neither a client's nor a job's. */
import { backendOfTest, until } from "@assent/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { effectsOf, settled } from "../../support/fleet.ts";
import { newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

/** More than a job's attempts. */
const TRIES = 7;

describe.skipIf(!backendOfTest().available)("a PostgreSQL that is out of order", async () => {
  const { client, database } = await startSystem({ env: { API_WAIT_MS: "10000" } });
  const sql = database.client;
  await sql`create sequence tries`;

  /** Every insert into a table fails, and is counted: a sequence keeps what is rolled back. */
  const fail = (table: string, code: string) =>
    patiently(`
      create function out_of_order() returns trigger language plpgsql security definer as $$
      begin perform nextval('tries'); raise exception 'out of order' using errcode = '${code}'; end $$;
      create trigger out_of_order before insert on ${table} for each row execute function out_of_order()`);
  const mend = () => patiently("drop function if exists out_of_order cascade");
  /** It locks a table and its partitions one by one, and so may be the one that a deadlock with those who write ends. */
  const patiently = (statement: string) =>
    until("there is no deadlock", () =>
      sql.unsafe(statement).then(
        () => true,
        (error) => (error.code === "40P01" ? false : Promise.reject(error)),
      ),
    );
  afterEach(async () => void (await mend()));

  async function tried() {
    const [row] = await sql<{ tries: number }[]>`select last_value::int as tries from tries`;
    return (row?.tries ?? 0) >= TRIES;
  }

  it.each([
    { what: "a full disk", table: "sportsbook_sessions", code: "53100" },
    { what: "an audit log that cannot be written", table: "audit_logs", code: "P0001" },
    { what: "sessions that may not be written", table: "sportsbook_sessions", code: "42501" },
    { what: "serialization failures", table: "sportsbook_sessions", code: "40001" },
    { what: "deadlocks", table: "sportsbook_sessions", code: "40P01" },
  ])("fails no job for $what, and does it once that is over", async ({ table, code }) => {
    await sql`alter sequence tries restart`;
    await fail(table, code);
    const { status, body } = await client.post("/sessions", newSession(), { prefer: "respond-async" });
    expect(status).toBe(202);
    await until("the job was tried more often than its attempts", tried, 25_000);
    expect((await client.get(`/jobs/${body.job_id}`)).body.job).toMatchObject({ status: "queued", attempts: 0 });

    await mend();
    const start = performance.now();
    expect(await settled(client, body.job_id)).toMatchObject({ status: "completed", attempts: 0 });
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(await effectsOf(database, body.job_id)).toMatchObject({ sessions: 1, audits: 1 });
  });

  it("answers 503 with Retry-After where it cannot accept, or not audit what it would show, and accepts nothing by halves", async () => {
    const { body } = await client.post("/sessions", newSession());
    await fail("jobs", "53100");
    await expect503(() => client.post("/sessions", newSession(), { "idempotency-key": "while-full" }));
    await mend();
    expect(await sql`select from idempotency_keys where key = 'while-full'`).toHaveLength(0);

    await fail("audit_logs", "P0001");
    await expect503(() => client.get(`/sessions/${body.session.id}`));
    await mend();
    expect((await client.get(`/sessions/${body.session.id}`)).status).toBe(200);
  });

  async function expect503(call: () => ReturnType<typeof client.get>) {
    const { status, headers } = await call();
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
  }
});
