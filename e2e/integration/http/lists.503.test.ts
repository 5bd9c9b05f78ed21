import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { expectProblem } from "../../support/problems.ts";
import { newConsent } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

const AT_ONCE = 5;

describe.skipIf(!backendOfTest().available)("while slow lists have all connections for reading", async () => {
  const { client, database } = await startSystem({ workers: 0, env: { API_WAIT_MS: "0" } });

  /** Each list of consents ends by the statement timeout, after 5 s. */
  const slowDown = () =>
    database.client.begin(async (sql) => {
      await sql`alter table user_consents rename to quick_consents`;
      await sql`create view user_consents as select quick_consents.* from quick_consents, pg_sleep(60)`;
      await sql`grant select, insert on user_consents to public`;
    });

  const readers = async () => {
    const [row] = await database.client`
      select count(*)::int as busy from pg_stat_activity
      where datname = current_database() and application_name = 'assent-reads' and state = 'active'`;
    return row?.["busy"];
  };

  it("another list is 503 and says when to come back, long before they end; writes are taken", async () => {
    await slowDown();
    let ended = 0;
    const slow = Array.from({ length: 12 }, async () => {
      const { body } = await client.get("/consents");
      const waited = body.detail.startsWith("More requests wait");
      if (!waited) ended++;
      return waited;
    });
    await until("they have all connections", async () => (await readers()) === AT_ONCE);
    const other = await client.get("/jobs?limit=1");
    expectProblem(other, "unavailable", { detail: expect.stringMatching(/^More requests wait/) });
    expect(other.headers.get("retry-after")).toBe("1");
    expect((await client.post("/consents", newConsent())).status).toBe(202);
    expect(ended).toBe(0);
    expect((await Promise.all(slow)).filter((waited) => waited)).toHaveLength(12 - AT_ONCE);
    expect((await client.get("/jobs?limit=1")).status).toBe(200);
  });
});
