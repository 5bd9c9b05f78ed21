import { randomUUID } from "node:crypto";
import { SEED } from "@assent/db";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenConsent, PATIENT } from "../../support/given.ts";
import { idsOf, walk } from "../../support/pages.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { inHours, newConsent } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("consents", async () => {
  const { client } = await startSystem({ env: PATIENT });

  it("POST answers 201 with the consent, its address and the job", async () => {
    const terms = {
      purpose: "account_session",
      document_version: "2026-11",
      sportsbooks: ["book_a"],
      evidence: { channel: "web", age: 42, ok: true, ip: null },
    };
    const asked = { user_id: randomUUID(), ...terms, expires_at: inHours(24) };
    const { status, headers, body } = await client.post("/consents", asked);
    expect({ status, message: body.message }).toEqual({ status: 201, message: "Consent granted successfully" });
    expect(body.consent).toEqual({
      ...asked,
      ...{ id: expect.any(String), status: "valid", granted_at: expect.any(String), withdrawn_at: null, withdrawal_reason: null },
    });
    expect(headers.get("location")).toBe(`/api/v1/consents/${body.consent.id}`);
    expect((await client.get(`/consents/${body.consent.id}`)).body).toEqual({ consent: body.consent });
    expect((await client.get(`/jobs/${body.job_id}`)).body.job).toMatchObject({ kind: "consent.grant", status: "completed" });
  });

  it("covers every sportsbook, for ever, when nothing else is said", async () => {
    const { sportsbooks, expires_at, evidence } = await givenConsent(client);
    expect({ sportsbooks, expires_at, evidence }).toEqual({ sportsbooks: null, expires_at: null, evidence: null });
  });

  it("refuses terms that cannot be", async () => {
    const grant = (changes: Record<string, unknown>) => client.post("/consents", newConsent(changes));
    expectInvalid(await grant({ expires_at: "2020-01-01T00:00:00Z" }), "expires_at");
    expectInvalid(await grant({ sportsbooks: [] }), "sportsbooks");
    expectInvalid(await grant({ sportsbooks: ["book_a", "Book B"] }), "sportsbooks.1");
    expectInvalid(await grant({ purpose: "Account Session" }), "purpose");
    expectInvalid(await grant({ document_version: "" }), "document_version");
    expectInvalid(await grant({ evidence: { nested: { deeper: 1 } } }), "evidence.nested");
    expectInvalid(await grant({ evidence: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, i])) }), "evidence");
    expectInvalid(await grant({ withdrawn_at: null, id: randomUUID() }), "id", "withdrawn_at");
  });

  it("reads as expired or withdrawn when it is", async () => {
    for (const [name, { consentId }] of Object.entries(SEED)) {
      expect((await client.get(`/consents/${consentId}`)).body.consent.status).toBe(name);
    }
  });

  it("lists a user's consents, newest first, page by page", async () => {
    const user_id = randomUUID();
    const made = await Promise.all(Array.from({ length: 7 }, () => givenConsent(client, { user_id })));
    const walked = idsOf(await walk(client, `/consents?user_id=${user_id}`, "consents", 3));
    expect(walked).toEqual(idsOf(made).sort().reverse());
    expectInvalid(await client.get("/consents?limit=201"), "limit");
    expectInvalid(await client.get("/consents?status=valid"), "status");
    expectProblem(await client.get("/consents?cursor=AAAA"), "invalid-cursor");
  });

  it("is 404 for a consent that does not exist", async () => {
    for (const id of [randomUUID(), "mine"]) {
      expectProblem(await client.get(`/consents/${id}`), "not-found");
      expectProblem(await client.delete(`/consents/${id}`), "not-found");
      expectProblem(await client.post(`/consents/${id}/checks`), "not-found");
    }
  });
});
