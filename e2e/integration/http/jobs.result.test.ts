import { SEED } from "@assent/db";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { asService } from "../../support/tokens.ts";

describe.skipIf(!backendOfTest().available)("the result of a job", async () => {
  const { client } = await startSystem({ env: { AUTH_MODE: "jwt", API_WAIT_MS: "20000" } });
  const resultOf = async (jobId: string, ...scopes: string[]) => (await client.get(`/jobs/${jobId}`, asService(...scopes))).body.job.result;

  it("is shown to those who may read what it is about, and to nobody else", async () => {
    const withdrawn = await client.with(asService("consents:write")).delete(`/consents/${SEED.expired.consentId}`);
    const { job_id } = withdrawn.body;
    expect(await resultOf(job_id, "jobs:read")).toBeNull();
    expect(await resultOf(job_id, "jobs:read", "sessions:read")).toBeNull();
    expect(await resultOf(job_id, "jobs:read", "consents:read")).toMatchObject({ consent: { id: SEED.expired.consentId } });
  });

  it("is on record as a read of the session that it shows", async () => {
    const { body } = await client.post("/sessions", newSession(), asService("sessions:write"));
    await resultOf(body.job_id, "jobs:read");
    await resultOf(body.job_id, "jobs:read", "sessions:read");
    const { audit_logs } = (await client.get(`/audit-logs?subject=session:${body.session.id}&action=session.read`, asService("audit:read")))
      .body;
    expect(audit_logs).toMatchObject([{ actor: "test-service", job_id: body.job_id, outcome: "ok" }]);
  });
});
