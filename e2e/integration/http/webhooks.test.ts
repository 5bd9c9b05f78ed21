import { randomUUID } from "node:crypto";
import { backendOfTest, until } from "@assent/testkit";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { type Received, type Receiver, receiver } from "../../support/receiver.ts";
import { startSystem } from "../../support/system.ts";
import { asService } from "../../support/tokens.ts";

const verified = (secret: string, { body, headers }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as { type: string; timestamp: string; data: Record<string, string> };

describe.skipIf(!backendOfTest().available)("webhooks", async () => {
  const { client, database } = await startSystem({ env: { ...PATIENT, AUTH_MODE: "jwt", WEBHOOK_ALLOW: "127.0.0.1" } });
  const service = client.with(asService("webhooks:read", "webhooks:write", "events:read", "sessions:write", "consents:write"));

  async function given(to: Receiver, more: object = {}) {
    const { status, body } = await service.post("/webhooks", { url: to.url, ...more });
    expect(status, JSON.stringify(body)).toBe(201);
    return { ...body.webhook, secret: body.secret } as { id: string; secret: string; status: string };
  }
  const stateOf = async (id: string) => (await service.get(`/webhooks/${id}`)).body.webhook;
  const arrived = (to: Receiver, count: number) => until(`${count} have arrived`, async () => to.received.length >= count, 20_000);
  const remove = (id: string) => service.delete(`/webhooks/${id}`);

  it("are told of what happens, in order for each session, signed as Standard Webhooks has it", async () => {
    const to = await receiver();
    const { id, secret } = await given(to);
    const own = await givenUser(service);
    const session = await givenSession(service, own);
    await service.delete(`/sessions/${session.id}`);
    await arrived(to, 3);
    const messages = to.received.map((one) => verified(secret, one));
    expect(messages.filter(({ data }) => data["session_id"] === session.id).map(({ type }) => type)).toEqual([
      "session.created",
      "session.revoked",
    ]);
    expect(to.types()).toContain("consent.granted");
    const { events } = (await service.get(`/events?session_id=${session.id}`)).body;
    expect(messages.find(({ type }) => type === "session.created")).toEqual({
      ...{ type: "session.created", timestamp: events[0].occurred_at, data: events[0] },
    });
    expect(to.received.map(({ headers }) => headers["webhook-id"]).sort()).toEqual(messages.map(({ data }) => data["id"]).sort());
    expect(await stateOf(id)).toMatchObject({
      status: "active",
      attempts: 0,
      failing_since: null,
      last_delivery: { ok: true, status: 204 },
    });
    await remove(id);
  });

  it("show their secret once and keep it sealed, and sign with two while it is replaced", async () => {
    const to = await receiver();
    const { id, secret } = await given(to, { types: ["job.failed"] });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const [row] = await database.client`select webhooks::text as text from webhooks where id = ${id}`;
    expect(row?.["text"]).not.toContain(secret.slice(6));
    const { body } = await service.patch(`/webhooks/${id}`, { rotate_secret: true });
    expect(body.secret).not.toBe(secret);
    expect(body.webhook.previous_secret_until).toEqual(expect.any(String));
    for (const answer of [await service.get(`/webhooks/${id}`), await service.get("/webhooks"), await service.get(`/webhooks/${id}`)])
      expect(JSON.stringify(answer.body)).not.toMatch(/whsec_|secret"/);
    await service.post(`/webhooks/${id}/tests`);
    const [test] = to.received as [Received];
    expect(verified(secret, test)).toMatchObject({ type: "webhook.test", data: { webhook_id: id } });
    expect(verified(body.secret, test)).toMatchObject({ type: "webhook.test" });
    await database.client`update webhooks set previous_secret_until = now() where id = ${id}`;
    await service.post(`/webhooks/${id}/tests`);
    expect(() => verified(secret, to.received[1] as Received)).toThrow();
    expect(verified(body.secret, to.received[1] as Received)).toMatchObject({ type: "webhook.test" });
    await remove(id);
  });

  it("that fail or hang do not delay the others, and get what they have missed", async () => {
    const [failing, hanging, well] = [await receiver(503), await receiver(null), await receiver()];
    const types = { types: ["session.created"] };
    const [one, other] = [await given(failing, types), await given(well, types)];
    const stuck = await Promise.all([1, 2, 3, 4, 5, 6].map(() => given(hanging, types)));
    const own = await givenUser(service);
    const first = await givenSession(service, own);
    const began = performance.now();
    await arrived(well, 1);
    await arrived(failing, 1);
    await arrived(hanging, stuck.length);
    const second = await givenSession(service, own);
    await arrived(well, 2);
    expect(performance.now() - began).toBeLessThan(9_000);
    const failed = await until("it is known to fail", async () => {
      const state = await stateOf(one.id);
      return state.attempts > 0 && state;
    });
    expect(failed).toMatchObject({ status: "active", failing_since: expect.any(String), next_attempt_at: expect.any(String) });
    expect(failed.last_delivery).toMatchObject({ ok: false, status: 503, error: "status" });
    const pause = Date.parse(failed.next_attempt_at) - Date.parse(failed.last_delivery.at);
    expect(pause).toBeGreaterThan(2_000);
    expect(pause).toBeLessThan(6_000);
    failing.answer = 200;
    failing.received = [];
    await service.patch(`/webhooks/${one.id}`, { status: "active" });
    await arrived(failing, 2);
    const about = failing.received.map((received) => verified(one.secret, received).data["session_id"]);
    expect(about).toEqual([first.id, second.id]);
    for (const { id } of [one, ...stuck, other]) await remove(id);
  });

  it("are parked after a day of failures, which is on record, and begin again where they are set back to", async () => {
    const to = await receiver();
    const { id } = await given(to, { types: ["session.created"] });
    const since = new Date().toISOString();
    const own = await givenUser(service);
    await givenSession(service, own);
    await arrived(to, 1);
    await until(
      "nobody delivers",
      async () => (await database.client`select from webhooks where id = ${id} and lease is null`).length === 1,
    );
    await database.client`update webhooks set attempts = 20, failing_since = now() - interval '25 hours' where id = ${id}`;
    expect((await stateOf(id)).status).toBe("active");
    to.answer = 503;
    await givenSession(service, own);
    const parked = await until("it is parked", async () => {
      const state = await stateOf(id);
      return state.status === "parked" && state;
    });
    expect(parked).toMatchObject({ parked_at: expect.any(String), next_attempt_at: null });
    const rows =
      await database.client`select action, outcome from audit_logs where subject = ${`webhook:${id}`} and action = 'webhook.parked'`;
    expect([...rows]).toEqual([{ action: "webhook.parked", outcome: "failed" }]);
    await givenSession(service, own);
    to.answer = 200;
    const { body } = await service.post(`/webhooks/${id}/replays`, { since });
    expect(body.webhook).toMatchObject({ status: "active", parked_at: null, failing_since: null, attempts: 0 });
    const first = to.received[0]?.headers["webhook-id"];
    /** With what came in the minute before, also to other users. */
    await until("the first has come again", async () => to.received.slice(1).some(({ headers }) => headers["webhook-id"] === first));
    expect(new Set(to.types())).toEqual(new Set(["session.created"]));
    await service.patch(`/webhooks/${id}`, { status: "paused" });
    expect((await stateOf(id)).status).toBe("paused");
    await remove(id);
  });

  it("can be tested, whatever state they are in", async () => {
    const to = await receiver(500);
    const { id } = await given(to, { types: ["job.failed"] });
    await service.patch(`/webhooks/${id}`, { status: "paused" });
    const failed = await service.post(`/webhooks/${id}/tests`);
    expect(failed.body).toMatchObject({
      message: "Test not delivered",
      delivery: { ok: false, status: 500, error: "status", event_id: null },
    });
    to.answer = 302;
    expect((await service.post(`/webhooks/${id}/tests`)).body.delivery).toMatchObject({ ok: false, status: 302, error: "redirect" });
    to.answer = 200;
    expect((await service.post(`/webhooks/${id}/tests`)).body).toMatchObject({ message: "Test delivered", delivery: { ok: true } });
    expect(await stateOf(id)).toMatchObject({ attempts: 0, failing_since: null });
    await remove(id);
  });

  it("may not lead into our own network, and say what is wrong with a request", async () => {
    const refused = async (body: object, field: string) => expectInvalid(await service.post("/webhooks", body), field);
    for (const url of [
      "http://example.com/",
      "https://169.254.169.254/latest",
      "https://10.0.0.1/",
      "https://[::1]/",
      "https://a:b@example.com/",
      "x",
    ])
      await refused({ url }, "url");
    await refused({}, "url");
    await refused({ url: "https://example.com/", types: [] }, "types");
    await refused({ url: "https://example.com/", types: ["session.read"] }, "types.0");
    await refused({ url: "https://example.com/", since: "yesterday" }, "since");
    const { id } = await given(await receiver());
    expectInvalid(await service.patch(`/webhooks/${id}`, { url: "https://127.0.0.2/" }), "url");
    expectInvalid(await service.patch(`/webhooks/${id}`, {}), "body");
    expectInvalid(await service.patch(`/webhooks/${id}`, { status: "parked" }), "status");
    await remove(id);
    for (const path of [id, randomUUID()]) {
      expectProblem(await service.get(`/webhooks/${path}`), "not-found");
      expectProblem(await service.patch(`/webhooks/${path}`, { status: "paused" }), "not-found");
      expectProblem(await service.post(`/webhooks/${path}/tests`), "not-found");
      expectProblem(await service.post(`/webhooks/${path}/replays`, { since: "2027-01-01T00:00:00Z" }), "not-found");
      expectProblem(await service.delete(`/webhooks/${path}`), "not-found");
    }
  });

  it("are on record, without what their address may have in it", async () => {
    const { id } = await given(await receiver());
    await service.patch(`/webhooks/${id}`, { status: "paused", types: ["job.failed"] });
    await remove(id);
    const rows = await database.client`select action, actor, detail from audit_logs where subject = ${`webhook:${id}`} order by id`;
    expect(rows.map(({ action }) => action)).toEqual(["webhook.created", "webhook.changed", "webhook.deleted"]);
    expect(rows[1]).toMatchObject({ actor: "test-service", detail: { status: "paused", types: ["job.failed"] } });
    expect(JSON.stringify(rows)).not.toMatch(/hook"|whsec_/);
  });
});
