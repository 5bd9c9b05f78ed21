import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { newSession } from "../support/requests.ts";
import { startSystem } from "../support/system.ts";

describe.skipIf(!backendOfTest().available)("sessions", async () => {
  const { client } = await startSystem();

  it("creates a session through a worker", async () => {
    const { status, body, headers } = await client.post("/sessions", newSession());
    expect(status).toBe(201);
    expect(body).toMatchObject({ message: "Session created successfully", session: { status: "active", sportsbook: "test_sportsbook" } });
    expect(headers.get("location")).toBe(`/api/v1/sessions/${body.session.id}`);
    expect((await client.get(`/jobs/${body.job_id}`)).body.job).toMatchObject({ kind: "session.create", status: "completed" });
  });
});
