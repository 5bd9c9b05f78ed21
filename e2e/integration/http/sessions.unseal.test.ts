import { randomUUID } from "node:crypto";
import { backendOfTest, until } from "@assent/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import type { Client } from "../../support/client.ts";
import { givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { holdOpen } from "../../support/hold.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser } from "../../support/tokens.ts";
import { dropTrigger } from "../../support/triggers.ts";

const TOKEN = 'a "token"\n of the sportsbook: ünsealed 🎲';
const MANY = 8;
const PURPOSE = { purpose: "log in at the sportsbook" };

describe.skipIf(!backendOfTest().available)("POST /sessions/{id}/unseal", async () => {
  const { client: bare, database, url } = await startSystem({ env: { AUTH_MODE: "jwt", ...PATIENT } });
  const { client: sql } = database;
  const service = bare.with(asService("sessions:read", "sessions:write", "consents:write"));
  const engine = bare.with(asService("sessions:unseal"));
  let own: Awaited<ReturnType<typeof givenUser>>;
  let id: string;

  beforeEach(async () => {
    own = await givenUser(service);
    ({ id } = await givenSession(service, { ...own, session_data: TOKEN }));
  });

  const unseal = (by: Client = engine) => by.post(`/sessions/${id}/unseal`, PURPOSE);
  const onRecord = () =>
    sql`select actor, outcome, user_id, detail from audit_logs where action = 'session.unsealed' and subject = ${`session:${id}`} order by id`;
  const change = (set: string) => sql.unsafe(`update sportsbook_sessions set ${set} where id = '${id}'`);

  const waits = (pool: string) =>
    until(`${pool} waits`, async () => {
      const [row] = await sql`select from pg_stat_activity
        where datname = current_database() and application_name = ${pool} and wait_event_type = 'Lock'`;
      return row;
    });

  /** Unsealing stands still after its look, until it may put itself on record. @returns how to let it go on */
  const auditWaits = async () => {
    await sql.unsafe(`create or replace function wait_for_the_test() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(7); return new; end $$;
      create or replace trigger wait before insert on audit_logs for each row when (new.action = 'session.unsealed') execute function wait_for_the_test()`);
    return holdOpen(database, (tx) => tx`select pg_advisory_xact_lock(7)`);
  };

  it("gives back what was stored, and it is on record who wanted it and what for", async () => {
    const { status, headers, body } = await unseal();
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toEqual({ session_data: TOKEN, session: (await service.get(`/sessions/${id}`)).body.session });
    expect(await onRecord()).toMatchObject([{ actor: "test-service", outcome: "ok", user_id: own.user_id, detail: PURPOSE }]);
  });

  it("needs a purpose", async () => {
    expectInvalid(await engine.post(`/sessions/${id}/unseal`, {}), "purpose");
    expectInvalid(await engine.post(`/sessions/${id}/unseal`, { ...PURPOSE, again: true }), "again");
    expect(await onRecord()).toEqual([]);
  });

  it("is for the scope of its own, and for a user only by name", async () => {
    for (const by of [service, bare.with(asUser(own.user_id)), bare.with(asUser(own.user_id, { scope: "sessions:read sessions:write" }))])
      expectProblem(await unseal(by), "insufficient-scope");
    expect((await unseal(bare.with(asUser(own.user_id, { scope: "sessions:unseal" })))).status).toBe(200);
    expectProblem(await unseal(bare.with(asUser(randomUUID(), { scope: "sessions:unseal" }))), "not-found");
    expect((await onRecord()).map(({ outcome }) => outcome)).toEqual(["refused", "refused", "refused", "ok", "refused"]);
    expectProblem(await engine.post(`/sessions/${randomUUID()}/unseal`, PURPOSE), "not-found");
  });

  it("is refused for a session that has ended, in whichever way", async () => {
    await service.delete(`/sessions/${id}`);
    expectProblem(await unseal(), "conflict", { detail: expect.stringContaining("is revoked") });
    ({ id } = await givenSession(service, own));
    await service.delete(`/consents/${own.consent_id}`);
    expectProblem(await unseal(), "conflict", { detail: expect.stringContaining("is revoked") });
    expect(await onRecord()).toMatchObject([
      { outcome: "refused", detail: { ...PURPOSE, problem: expect.stringContaining("is revoked") } },
    ]);
  });

  it("is refused from the moment on when session or consent are over, whoever has noticed", async () => {
    await change("expires_at = clock_timestamp()");
    expectProblem(await unseal(), "conflict", { detail: expect.stringContaining("is expired") });
    await change("expires_at = clock_timestamp() + interval '1 hour'");
    await sql`update user_consents set expires_at = clock_timestamp() where id = ${own.consent_id}`;
    expectProblem(await unseal(), "consent-refused", { reasons: ["consent_expired"] });
  });

  it("is refused while paper trading and real trading would mix", async () => {
    await change("paper_trading = false");
    expectProblem(await unseal(), "conflict", { detail: expect.stringContaining("real trading") });
  });

  it("is refused once a withdrawal was accepted, even if nobody has carried it out", async () => {
    const payload = JSON.stringify({ consent_id: own.consent_id, user_id: own.user_id, reason: null });
    await sql`insert into jobs (id, kind, status, payload, principal, user_id)
      values (${randomUUID()}, 'consent.withdraw', 'queued', ${payload}::text::jsonb, 'test', ${own.user_id})`;
    expectProblem(await unseal(), "consent-refused", { reasons: ["consent_withdrawn"] });
  });

  it("says nothing of a ciphertext that does not belong to the session, or was changed", async () => {
    const other = await givenSession(service, { ...own, session_data: "of another" });
    await sql`update sportsbook_sessions set (session_data, wrapped_key, key_id) =
      (select session_data, wrapped_key, key_id from sportsbook_sessions where id = ${other.id}) where id = ${id}`;
    expectProblem(await unseal(), "data-integrity");
    await change("session_data = set_byte(session_data, 20, get_byte(session_data, 20) # 1)");
    expectProblem(await unseal(), "data-integrity");
    expect((await onRecord()).map(({ outcome }) => outcome)).toEqual(["failed", "failed"]);
  });

  it("is unavailable while it cannot be put on record", async () => {
    await sql`create trigger no_audit before insert on audit_logs for each row execute function refuse_change()`;
    const answer = await unseal().finally(() => dropTrigger(database, "no_audit", "audit_logs"));
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(answer.body)).not.toContain("sportsbook:");
    expect((await unseal()).status).toBe(200);
  });

  it("waits for whoever has its consent, and for its turn with its session", async () => {
    const letGo = await holdOpen(database, (tx) => tx`select from user_consents where id = ${own.consent_id} for update`);
    const behindConsent = unseal();
    await waits("assent-holding");
    await letGo();
    expect((await behindConsent).status).toBe(200);

    const release = await auditWaits();
    const first = unseal();
    await waits("assent-api");
    const second = unseal();
    await waits("assent-holding");
    await release();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
  });

  it("meets other calls and a revocation of the same session, and none of them fails for it", async () => {
    const many = Array.from({ length: 20 }, () => unseal());
    const [revoked, ...unsealed] = await Promise.all([service.delete(`/sessions/${id}`), ...many]);
    expect(revoked.status).toBe(200);
    expect(unsealed.map(({ status }) => status).filter((status) => ![200, 409].includes(status))).toEqual([]);
    expectProblem(await unseal(), "conflict");
  });

  it("holds nothing for clients that have hung up while they waited", async () => {
    const release = await holdOpen(database, (tx) => tx`select from sportsbook_sessions where id = ${id} for update`);
    const gone = new AbortController();
    const ask = () =>
      fetch(`${url}/api/v1/sessions/${id}/unseal`, {
        ...{ method: "POST", signal: gone.signal, body: JSON.stringify(PURPOSE) },
        headers: { "content-type": "application/json", ...asService("sessions:unseal") },
      }).catch(() => "gone");
    const all = Promise.all(Array.from({ length: MANY }, ask));
    await waits("assent-holding");
    gone.abort();
    expect(new Set(await all)).toEqual(new Set(["gone"]));
    await release();
    const began = performance.now();
    expect((await service.delete(`/sessions/${id}`)).status).toBe(200);
    expect(performance.now() - began, "a second for each, if they were waited for").toBeLessThan((MANY / 4) * 1_000);
  });

  it("is refused for a session that expires while it is put on record", async () => {
    await change("expires_at = clock_timestamp() + interval '700 milliseconds'");
    const release = await auditWaits();
    const unsealed = unseal();
    await waits("assent-api");
    await until(
      "it has expired",
      async () => (await sql`select from sportsbook_sessions where id = ${id} and expires_at < clock_timestamp()`)[0],
    );
    await release();
    expectProblem(await unsealed, "conflict", { detail: expect.stringContaining("is expired") });
  });

  it("is unavailable when its locks were lost while it was put on record", async () => {
    const release = await auditWaits();
    const unsealed = unseal();
    await waits("assent-api");
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'assent-holding' and state = 'idle in transaction'`;
    await release();
    expectProblem(await unsealed, "unavailable");
  });

  it("lets no withdrawal happen between its look and its answer", async () => {
    const release = await auditWaits();
    const unsealed = unseal().then((answer) => ({ ...answer, at: performance.now() }));
    await waits("assent-api");
    const withdrawn = service.delete(`/consents/${own.consent_id}`).then((answer) => ({ ...answer, at: performance.now() }));
    await waits("assent-inline");
    await release();
    const [first, second] = await Promise.all([unsealed, withdrawn]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.at).toBeLessThan(second.at);
    expectProblem(await unseal(), "conflict");
  });
});
