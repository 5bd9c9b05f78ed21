import { createHash } from "node:crypto";
import { insertJobs } from "@assent/db";
import { backendOfTest, until } from "@assent/testkit";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Client } from "../../support/client.ts";
import { givenUser, PATIENT } from "../../support/given.ts";
import { freshKeys, keyList, putFormat1Session, putSealedSessions, sealedJob, tokenOf } from "../../support/keys.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { newSession } from "../../support/requests.ts";
import { countOf } from "../../support/rows.ts";
import { startSystem } from "../../support/system.ts";

const SESSIONS = 1_200;
/** On a busy machine. */
const WITHIN_MS = 60_000;
const HEARTBEAT = { HEARTBEAT_MS: "100" };

describe.skipIf(!backendOfTest().available)("encryption keys", { timeout: 2 * WITHIN_MS }, async () => {
  const keys = freshKeys("k1", "k2", "k3");
  const having = (...ids: string[]) => ({ SESSION_ENCRYPTION_KEY: keyList(keys, ...ids) });
  const system = await startSystem({ env: { ...PATIENT, ...HEARTBEAT, ...having("k1") } });
  const { client, database, startApi, stop } = system;
  const { client: sql } = database;
  let both: Awaited<ReturnType<typeof startApi>>;

  const rotate = (by: Client, to?: string) => by.post("/key-rotations", to === undefined ? undefined : { to });
  const keyOf = async (id: string) => (await both.client.get("/keys")).body.keys.find(({ key_id }: { key_id: string }) => key_id === id);
  const becomes = (id: string, state: string) =>
    until(
      `${id} is ${state}`,
      async () => {
        const key = await keyOf(id);
        return key.state === state && key;
      },
      WITHIN_MS,
    );
  const unseal = (by: Client, id: string) => by.post(`/sessions/${id}/unseal`, { purpose: "test" });
  const audited = (action: string) => sql`select actor, subject, detail from audit_logs where action = ${action} order by id`;
  const rows = () => sql`select id, md5(session_data) as data, version, updated_at from sportsbook_sessions order by id`;

  beforeAll(async () => {
    both = await startApi(having("k2", "k1"));
  });

  it("begins with the first key of the first process, and takes later ones for announced", async () => {
    const { body } = await client.get("/keys");
    expect(body.keys).toMatchObject([
      { key_id: "k1", state: "active", held_by: 2 },
      { key_id: "k2", state: "announced", held_by: 1, sealing: 0, activated_at: null },
    ]);
    expect(body.key_holders.map(({ key_ids }: { key_ids: string[] }) => key_ids)).toEqual([["k1"], ["k1", "k2"]]);
    for (const hex of Object.values(keys)) expect(JSON.stringify(body)).not.toContain(hex);
    expect(JSON.stringify(body)).not.toContain(
      createHash("sha256")
        .update(keys["k1"] ?? "")
        .digest("hex"),
    );
    expect(await audited("key.activated")).toMatchObject([{ actor: "system:keys", subject: "key:k1" }]);
  });

  it("refuses a rotation to what is not one", async () => {
    expectInvalid(await rotate(client, "k9"), "to");
    expectInvalid(await rotate(client, "no key!"), "to");
  });

  it("does not let a process start that has another key of the same name", async () => {
    await expect(startApi({ SESSION_ENCRYPTION_KEY: keyList(freshKeys("k1"), "k1") })).rejects.toThrow('the key "k1" is another one');
  });

  it("activates no key that a live process lacks, and names that process", async () => {
    expectProblem(await rotate(both.client, "k2"), "conflict", {
      detail: expect.stringMatching(new RegExp(`lack the key "k2": \\S+:${process.pid} `)),
    });
    expect(await keyOf("k2")).toMatchObject({ state: "announced" });
    await stop(system.api);
    expect((await rotate(both.client)).status).toBe(202);
    expect(await keyOf("k2")).toMatchObject({ state: "active" });
    await becomes("k1", "retired");
  });

  it("keeps a process from becoming ready that comes without the key that seals", async () => {
    const late = await startApi(having("k1"));
    onTestFinished(() => stop(late));
    const [id = ""] = await putSealedSessions(database, keyList(keys, "k2"), 1);
    const ready = await late.client.get("//health/ready");
    expect(ready).toMatchObject({ status: 503, body: { status: "not ready", reason: expect.stringContaining('"k2"') } });
    expectProblem(await late.client.post("/sessions", newSession()), "key-unavailable");
    expectProblem(await unseal(late.client, id), "key-unavailable");
    expect(await audited("session.unsealed")).toMatchObject([{ subject: `session:${id}` }]);
    expect((await unseal(both.client, id)).body.session_data).toBe(tokenOf(id));
  });

  it("opens nothing with a retired key, though the process has it", async () => {
    const [id = ""] = await putSealedSessions(database, keyList(keys, "k1"), 1);
    onTestFinished(async () => void (await sql`delete from sportsbook_sessions where id = ${id}`));
    expectProblem(await unseal(both.client, id), "key-unavailable");
    expectProblem(await rotate(both.client, "k1"), "conflict", { detail: expect.stringContaining("retired") });
  });

  it("rotates under traffic by two processes at once, and no call fails", async () => {
    await stop(both);
    both = await startApi(having("k2", "k3"));
    const other = await startApi(having("k3", "k2"));
    onTestFinished(() => stop(other));
    const ids = await putSealedSessions(database, keyList(keys, "k2"), SESSIONS);
    const before = await rows();
    const own = await givenUser(both.client);
    const answers: number[] = [];
    let over = false;
    const caller = async (by: Client, offset: number) => {
      for (let i = offset; !over; i += 7) {
        const id = ids[i % SESSIONS] ?? "";
        const { status, body } = await unseal(by, id);
        answers.push(status === 200 && body.session_data !== tokenOf(id) ? 0 : status);
        answers.push((await by.post("/sessions", newSession(own))).status);
      }
    };
    const traffic = [caller(both.client, 0), caller(other.client, 3)];
    expect((await rotate(both.client, "k3")).status).toBe(202);
    expect((await rotate(other.client, "k3")).status).toBe(202);
    await becomes("k2", "retired").finally(() => {
      over = true;
    });
    await Promise.all(traffic);
    expect([...new Set(answers)].toSorted()).toEqual([200, 201]);
    expect(await countOf(database, "sportsbook_sessions", "key_id <> 'k3'")).toBe(0);
    const moved = (await audited("key.rewrapped")).filter(({ subject }) => subject === "key:k2");
    const count = moved.reduce((sum, { detail }) => sum + detail.sessions + detail.jobs, 0);
    expect(count, "each once").toBe((await keyOf("k2")).rewrapped);
    expect(count).toBeGreaterThanOrEqual(SESSIONS);
    expect(
      (await rows()).filter(({ id }) => ids.includes(id)),
      "but for the wraps nothing has changed",
    ).toEqual(before.filter(({ id }) => ids.includes(id)));
    expect((await unseal(other.client, ids.at(-1) ?? "")).body.session_data).toBe(tokenOf(ids.at(-1) ?? ""));
  });

  it("keeps a key as long as a token under it does not open, and brings over what a failed job would need", async () => {
    await stop(both);
    Object.assign(keys, freshKeys("k4"));
    both = await startApi(having("k3", "k4"));
    const [broken = ""] = await putSealedSessions(database, keyList(keys, "k3"), 1);
    await sql`update sportsbook_sessions set wrapped_key = set_byte(wrapped_key, 40, get_byte(wrapped_key, 40) # 1) where id = ${broken}`;
    const old = await putFormat1Session(database, "k3", keys["k3"] ?? "");
    const failed = await sealedJob(database, keyList(keys, "k3"));
    await insertJobs(database.db, [failed]);
    await sql`update jobs set status = 'failed', settled_at = now() where id = ${failed.id}`;
    expect((await rotate(both.client)).body.to).toBe("k4");
    await until("all but that one are moved", async () => (await keyOf("k3")).unopenable === 1, WITHIN_MS);
    expect(await countOf(database, "sportsbook_sessions", "key_id = 'k3'")).toBe(1);
    expect(await keyOf("k3")).toMatchObject({ state: "decrypt_only", retired_at: null });
    expect(await countOf(database, "sportsbook_sessions", `id = '${old}' and wrapped_key is not null`)).toBe(1);
    expect((await unseal(both.client, old)).body.session_data).toBe(tokenOf(old));

    const [row] = await sql`select payload -> 'session_data' ->> 'key_id' as key from jobs where id = ${failed.id}`;
    expect(row?.["key"]).toBe("k4");
    expect((await both.client.post(`/jobs/${failed.id}/retry`)).status).toBe(200);
    const sessionId = String(failed.payload["session_id"]);
    await until("the job is done", async () => (await both.client.get(`/sessions/${sessionId}`)).status === 200);
    expect((await unseal(both.client, sessionId)).body.session_data).toBe(tokenOf(sessionId));

    await both.client.delete(`/sessions/${broken}`);
    await becomes("k3", "retired");
  });
});
