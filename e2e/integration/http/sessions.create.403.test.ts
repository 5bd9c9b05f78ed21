import { randomUUID } from "node:crypto";
import { SEED } from "@assent/db";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenConsent, givenUser, PATIENT } from "../../support/given.ts";
import { anonymous, expectProblem } from "../../support/problems.ts";
import { inHours, newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("POST /sessions without a valid consent", async () => {
  const { client } = await startSystem({ env: PATIENT });
  const create = (changes: Record<string, unknown>) => client.post("/sessions", newSession(changes));
  const under = ({ userId, consentId }: typeof SEED.valid) => ({ user_id: userId, consent_id: consentId });

  async function expectRefused(changes: Record<string, unknown>, ...reasons: string[]) {
    const answer = await create(changes);
    expectProblem(answer, "consent-refused", { reasons });
    expect(answer.body.job_id).toEqual(expect.any(String));
    return answer;
  }

  it("is refused under an expired consent", () => expectRefused(under(SEED.expired), "consent_expired"));

  it("is refused under a withdrawn consent", () => expectRefused(under(SEED.withdrawn), "consent_withdrawn"));

  it("is refused under a consent for another purpose", async () => {
    await expectRefused(await givenUser(client, { purpose: "marketing" }), "purpose_not_covered");
  });

  it("is refused under a consent for other sportsbooks", async () => {
    const own = await givenUser(client, { sportsbooks: ["book_a", "book_b"] });
    expect((await create({ ...own, sportsbook: "book_b" })).status).toBe(201);
    await expectRefused({ ...own, sportsbook: "book_c" }, "sportsbook_not_covered");
  });

  it("is refused when the session would outlive the consent, to the millisecond", async () => {
    const expires_at = inHours(1);
    const own = await givenUser(client, { expires_at });
    await expectRefused({ ...own, expires_at: new Date(Date.parse(expires_at) + 1).toISOString() }, "outlives_consent");
    expect((await create({ ...own, expires_at })).status).toBe(201);
  });

  it("names every reason", async () => {
    const own = await givenUser(client, { purpose: "marketing", sportsbooks: ["book_a"], expires_at: inHours(1) });
    await expectRefused({ ...own, expires_at: inHours(2) }, "purpose_not_covered", "sportsbook_not_covered", "outlives_consent");
  });

  it("does not tell another user's consent from one that does not exist", async () => {
    const other = await givenUser(client);
    const unknown = await expectRefused({ consent_id: randomUUID() }, "consent_not_found");
    const foreign = await expectRefused({ consent_id: other.consent_id }, "consent_not_found");
    expect(anonymous(foreign)).toBe(anonymous(unknown));
  });

  it("leaves no session, a refused job and an audit row", async () => {
    const { id: consent_id } = await givenConsent(client, { purpose: "analytics" });
    const { body } = await expectRefused({ consent_id }, "purpose_not_covered");
    expect((await client.get(`/sessions?consent_id=${consent_id}`)).body.sessions).toEqual([]);
    expect((await client.get(`/jobs/${body.job_id}`)).body.job).toMatchObject({
      ...{ status: "refused", result: null, problem: { type: "urn:assent:problem:consent-refused" } },
    });
    const { audit_logs } = (await client.get(`/audit-logs?job_id=${body.job_id}`)).body;
    expect(audit_logs).toMatchObject([{ action: "session.created", outcome: "refused", detail: { reasons: ["purpose_not_covered"] } }]);
  });
});
