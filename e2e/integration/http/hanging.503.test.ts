/** The API with a clock that stands still until a test moves it on. */
import { backendOfTest, until } from "@assent/testkit";
import { afterAll, describe, expect, it, vi } from "vitest";
import { holdOpen } from "../../support/hold.ts";
import { expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("a request whose handler hangs", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  afterAll(() => void vi.useRealTimers());
  const { client, database } = await startSystem({ workers: 0 });

  it("is answered 503 after 75 s", async () => {
    const release = await holdOpen(database, (sql) => sql`lock table sportsbook_sessions in access exclusive mode`);
    const answer = client.get("/sessions");
    await until("the handler waits for PostgreSQL", async () => {
      const waiting = await database.client`
        select from pg_stat_activity
        where datname = current_database() and application_name = 'assent-reads' and wait_event_type = 'Lock'`;
      return waiting.length > 0;
    });
    vi.advanceTimersByTime(76_000);
    expectProblem(await answer, "unavailable", { detail: "The answer took too long; the outcome is not known." });
    await release();
    expect((await client.get("/sessions")).status).toBe(200);
  });
});
