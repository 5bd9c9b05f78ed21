import { randomUUID } from "node:crypto";
import { type Receipt, verifyReceipt } from "@assent/auditor";
import { signerOf, verifierOf } from "@assent/ledger";
import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenConsent, givenSession, PATIENT } from "../../support/given.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { newConsent } from "../../support/requests.ts";
import { SECRETS, startSystem } from "../../support/system.ts";

describe("POST /erasures", async () => {
  const { client, database } = await startSystem({ env: PATIENT });
  const verifiers = [verifierOf(signerOf("assent", SECRETS.AUDIT_SIGNING_KEY).verifier)];

  const givenUser = async () => {
    const user_id = randomUUID();
    const { id } = await givenConsent(client, { user_id, evidence: { ip_country: "DE" } });
    await givenSession(client, { user_id, consent_id: id });
    return { user_id, consent_id: id as string };
  };
  const place = async (user_id: string) => (await client.post("/legal-holds", { user_id, reason: "case 4711" })).body.legal_hold;

  it("shows what would go, and then destroys just that", async () => {
    const { user_id, consent_id } = await givenUser();
    const dry = await client.post("/erasures", { user_id, dry_run: true });
    expect(dry).toMatchObject({ status: 200, body: { erasure: { consents_withdrawn: 1, sessions_ended: 1, consents_erased: 1 } } });
    expect(dry.body).not.toHaveProperty("job_id");
    expect((await client.get(`/consents/${consent_id}`)).body.consent).toMatchObject({ status: "valid", evidence: { ip_country: "DE" } });

    const done = await client.post("/erasures", { user_id });
    expect(done).toMatchObject({ status: 200, body: { message: "User erased successfully", job_id: expect.any(String) } });
    expect(done.body.erasure).toMatchObject({ consents_withdrawn: 1, sessions_ended: 1, consents_erased: 1 });
    expect((await client.get(`/consents/${consent_id}`)).body.consent).toMatchObject({ status: "withdrawn", evidence: null });
    const left = Object.values((await client.post("/erasures", { user_id, dry_run: true })).body.erasure);
    expect(left).toEqual(left.map(() => 0));
  });

  it("answers a repeated request from before without what it had in it", async () => {
    const user_id = randomUUID();
    const [body, headers] = [newConsent({ user_id, evidence: { page: 7 } }), { "idempotency-key": randomUUID() }];
    const first = await client.post("/consents", body, headers);
    await client.post("/erasures", { user_id });
    const again = await client.post("/consents", body, headers);
    expect(again).toMatchObject({ status: 201, body: { job_id: first.body.job_id, consent: { evidence: null } } });
  });

  it("leaves a receipt that verifies, and says that the evidence was erased", async () => {
    const { user_id, consent_id } = await givenUser();
    await client.post("/erasures", { user_id });
    const receipt = await until<Receipt>(
      "the grant is sealed",
      async () => {
        const { status, body } = await client.get(`/consents/${consent_id}/receipt`);
        return status === 200 && body;
      },
      60_000,
    );
    expect(receipt.consent).toMatchObject({ evidence: null, evidence_salt: null });
    expect(verifyReceipt(receipt, verifiers)).toMatchObject({ evidence: "erased" });
  });

  it("is refused with 409 under a legal hold, also to look, until the hold is released", async () => {
    const { user_id } = await givenUser();
    const hold = await place(user_id);
    for (const dry_run of [true, false])
      expectProblem(await client.post("/erasures", { user_id, dry_run }), "conflict", {
        reasons: ["legal_hold"],
        detail: expect.stringContaining("under a legal hold"),
      });
    expect((await client.get(`/legal-holds?user_id=${user_id}`)).body.legal_holds).toEqual([hold]);
    expect(await client.delete(`/legal-holds/${hold.id}`)).toMatchObject({ status: 200, body: { legal_hold: hold } });
    expectProblem(await client.delete(`/legal-holds/${hold.id}`), "not-found");
    expect((await client.post("/erasures", { user_id })).status).toBe(200);
  });

  it("has who placed and released a hold, and why, on record", async () => {
    const user_id = randomUUID();
    const hold = await place(user_id);
    await client.delete(`/legal-holds/${hold.id}`);
    const rows =
      await database.client`select action, actor, user_id, detail from audit_logs where subject = ${`hold:${hold.id}`} order by id`;
    const told = { actor: "anonymous", user_id, detail: { reason: "case 4711" } };
    expect([...rows]).toEqual([
      { action: "hold.placed", ...told },
      { action: "hold.released", ...told },
    ]);
  });

  it("lists holds page by page, newest first", async () => {
    const user_id = randomUUID();
    const holds = [await place(user_id), await place(user_id), await place(user_id)];
    const first = await client.get(`/legal-holds?user_id=${user_id}&limit=2`);
    expect(first.body.legal_holds).toEqual([holds[2], holds[1]]);
    const second = await client.get(`/legal-holds?user_id=${user_id}&limit=2&cursor=${first.body.next_cursor}`);
    expect(second.body).toEqual({ legal_holds: [holds[0]], next_cursor: null });
  });

  it.each([
    ["/erasures", {}, "user_id"],
    ["/erasures", { user_id: "x" }, "user_id"],
    ["/legal-holds", { user_id: randomUUID() }, "reason"],
    ["/legal-holds", { user_id: randomUUID(), reason: "" }, "reason"],
  ])("%s names what is wrong with %j", async (path, body, field) => {
    expectInvalid(await client.post(path, body), field);
  });
});
