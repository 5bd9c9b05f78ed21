import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { fleet } from "../support/fleet.ts";
import { newSession } from "../support/requests.ts";

describe("expiry", async () => {
  const { database, startApi, startWorker } = await fleet();
  const { client } = await startApi();
  await startWorker();

  it("ends a session within 2 s of its time, unasked, and removes its secret", async () => {
    const { body } = await client.post("/sessions", newSession({ expires_at: new Date(Date.now() + 1_500).toISOString() }));
    expect(body.session).toMatchObject({ status: "active" });
    const row = await until("the session ends", async () => {
      const [found] = await database.client`
        select status, session_data as "sessionData", end_reason as "endReason", extract(epoch from ended_at - expires_at)::float8 as late
        from sportsbook_sessions where id = ${body.session.id} and status <> 'active'`;
      return found;
    });
    expect(row).toMatchObject({ status: "expired", sessionData: null, endReason: "reached expires_at" });
    expect(row["late"]).toBeGreaterThanOrEqual(0);
    expect(row["late"]).toBeLessThan(2);
    const { audit_logs } = (await client.get(`/audit-logs?subject=session:${body.session.id}&action=session.expired`)).body;
    expect(audit_logs).toHaveLength(1);
    expect(audit_logs[0]).toMatchObject({ actor: "system:expiry", outcome: "ok" });
  });
});
