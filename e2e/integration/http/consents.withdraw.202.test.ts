import { newId } from "@assent/domain";
import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../../support/given.ts";
import { holdOpen } from "../../support/hold.ts";
import { putConsent } from "../../support/sessions.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("DELETE /consents/{id}, with no worker alive, while others hold the consent", async () => {
  const { client, database } = await startSystem({ workers: 0, env: PATIENT });

  async function heldConsent() {
    const id = await putConsent(database, newId());
    return { id, release: await holdOpen(database, (sql) => sql`select from user_consents where id = ${id} for update`) };
  }
  const isBeingWithdrawn = () =>
    until("the withdrawal waits for the consent", async () => {
      const [run] = await database.client`
        select from pg_stat_activity
        where datname = current_database() and application_name = 'assent-inline' and wait_event_type = 'Lock'`;
      return run;
    });

  it.each(["respond-async", "wait=1"])("is answered 202 in time when the client prefers %s, and goes on", async (prefer) => {
    const { id, release } = await heldConsent();
    const { status, headers, body } = await client.delete(`/consents/${id}`, { prefer });
    expect({ status, applied: headers.get("preference-applied") }).toEqual({ status: 202, applied: prefer });
    expect(body.job).toEqual({ id: body.job_id, kind: "consent.withdraw", status: "queued" });
    await isBeingWithdrawn();
    await release();
    const { job } = (await client.get(`/jobs/${body.job_id}`, { prefer: "wait=10" })).body;
    expect(job).toMatchObject({ status: "completed", result: { consent: { id, status: "withdrawn" }, sessions_ended: 0 } });
  });

  it("is answered 200 as soon as it is done, if the client waits for so long", async () => {
    const { id, release } = await heldConsent();
    const answer = client.delete(`/consents/${id}`, { prefer: "wait=30" });
    await isBeingWithdrawn();
    await release();
    expect(await answer).toMatchObject({ status: 200, body: { consent: { id, status: "withdrawn" } } });
  });
});
