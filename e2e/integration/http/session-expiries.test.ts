import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenSession, PATIENT } from "../../support/given.ts";
import { expectInvalid } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("POST /session-expiries", async () => {
  const { client, database, startWorker, stop } = await startSystem({ workers: 0, env: PATIENT });
  const worker = await startWorker();
  const due = await givenSession(client);
  const alive = await givenSession(client);
  await stop(worker);
  await database.client`update sportsbook_sessions set expires_at = clock_timestamp() where id = ${due.id}`;

  it("ends all that is due, and nothing else, through a worker", async () => {
    const { body } = await client.post("/session-expiries", {}, { prefer: "respond-async" });
    expect(body.job).toMatchObject({ kind: "session.expire", status: "queued" });
    await startWorker();
    const { job } = (await client.get(`/jobs/${body.job_id}`, { prefer: "wait=25" })).body;
    expect(job).toMatchObject({ status: "completed", user_id: null, result: { more: false } });
    await until("the due session has ended", async () => {
      const [row] = await database.client`select status, session_data is null as gone from sportsbook_sessions where id = ${due.id}`;
      return row?.["status"] === "expired" && row["gone"];
    });
    expect((await client.get(`/sessions/${alive.id}`)).body.session.status).toBe("active");
  });

  it("answers with the number and the job", async () => {
    const { status, body } = await client.post("/session-expiries");
    expect(status).toBe(200);
    expect(body).toEqual({ sessions_expired: 0, more: false, job_id: expect.any(String) });
    expectInvalid(await client.post("/session-expiries", { scope: "all" }), "scope");
  });
});
