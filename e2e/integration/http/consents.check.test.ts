import { SEED } from "@assent/db";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { expectInvalid } from "../../support/problems.ts";
import { inHours } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("POST /consents/{id}/checks", async () => {
  const { client, database } = await startSystem({ env: PATIENT });
  const check = (id: string) => client.post(`/consents/${id}/checks`);

  it("says that a valid consent is valid", async () => {
    const { status, body } = await check(SEED.valid.consentId);
    expect(status).toBe(200);
    expect(body).toEqual({ valid: true, reasons: [], sessions_ended: 0, job_id: expect.any(String) });
    expect((await client.get(`/jobs/${body.job_id}`)).body.job).toMatchObject({ kind: "consent.check", user_id: SEED.valid.userId });
  });

  it.each([
    ["expired", ["consent_expired"]],
    ["withdrawn", ["consent_withdrawn"]],
  ] as const)("says why a consent that is %s is not valid", async (which, reasons) => {
    const { status, body } = await check(SEED[which].consentId);
    expect({ status, valid: body.valid, reasons: body.reasons }).toEqual({ status: 200, valid: false, reasons });
  });

  it("says that a consent for another purpose covers no session", async () => {
    const { consent_id } = await givenUser(client, { purpose: "marketing" });
    expect((await check(consent_id)).body).toMatchObject({ valid: false, reasons: ["purpose_not_covered"] });
  });

  it("ends the sessions of a consent that has turned invalid", async () => {
    const own = await givenUser(client, { expires_at: inHours(2) });
    const { id } = await givenSession(client, own);
    await database.client`update user_consents set granted_at = now() - interval '2 days', expires_at = now() - interval '1 day' where id = ${own.consent_id}`;
    expect((await check(own.consent_id)).body).toMatchObject({ valid: false, sessions_ended: 1 });
    expect((await client.get(`/sessions/${id}`)).body.session).toMatchObject({ status: "revoked", end_reason: "consent_expired" });
  });

  it("takes an empty body or none", async () => {
    const path = `/consents/${SEED.valid.consentId}/checks`;
    expect((await client.post(path, {})).status).toBe(200);
    expectInvalid(await client.post(path, { force: true }), "force");
    expectInvalid(await client.post(path, []), "body");
  });
});
