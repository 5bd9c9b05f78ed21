import { randomUUID } from "node:crypto";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import type { Answer, Client } from "../../support/client.ts";
import { expectProblem } from "../../support/problems.ts";
import { newSession } from "../../support/requests.ts";
import { putConsent } from "../../support/sessions.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser, bearer, claimsOf, macToken } from "../../support/tokens.ts";

const LIMITS = {
  RATE_LIMIT_UNSEALS: "5",
  RATE_LIMIT_SERVICE_SEARCHES: "3",
  RATE_LIMIT_USER_SEARCHES: "3",
  RATE_LIMIT_USER_WRITES: "100",
  RATE_LIMIT_USER_READS: "10",
};
/** Of a hundred, two at a time are taken by each of two processes. */
const TOO_MANY_AT_MOST = 4;

describe.skipIf(!backendOfTest().available)("a caller that asks for more than it may", async () => {
  const { client: first, startApi, database } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt", API_WAIT_MS: "0", ...LIMITS } });
  const { client: second } = await startApi();
  const asEngine = () => bearer(macToken(claimsOf(`engine-${randomUUID()}`, { scope: "sessions:unseal sessions:write jobs:read" })));

  /** So many calls at once, from one process and the other in turn. */
  const flood = (count: number, call: (at: Client) => Promise<Answer>) =>
    Promise.all(Array.from({ length: count }, (_, i) => call(i % 2 ? first : second)));
  const letThrough = (answers: Answer[]) => answers.filter(({ status }) => status !== 429);
  const unseal = (me: Record<string, string>) => (at: Client) => at.post(`/sessions/${randomUUID()}/unseal`, { purpose: "test" }, me);

  it("has one budget at all processes, counted exactly where it is small, and is told when there is more", async () => {
    const me = asEngine();
    const answers = await flood(50, unseal(me));
    expect(letThrough(answers).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    for (const answer of answers.filter(({ status }) => status === 429)) {
      expectProblem(answer, "rate-limited", { detail: expect.stringContaining("5 unseals a minute") });
      const seconds = Number(answer.headers.get("retry-after"));
      expect(seconds).toBeGreaterThan(30);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(answer.headers.get("ratelimit-policy")).toBe('"unseals";q=5;w=60');
      expect(answer.headers.get("ratelimit")).toBe(`"unseals";r=0;t=${seconds}`);
    }
    expect((await unseal(asEngine())(first)).status).toBe(404);
    expect((await first.delete(`/sessions/${randomUUID()}`, me)).status).toBe(404);
  });

  it("is on record for each unsealing that was refused", async () => {
    const name = `engine-${randomUUID()}`;
    const me = bearer(macToken(claimsOf(name, { scope: "sessions:unseal" })));
    for (let i = 0; i < 7; i++) await unseal(me)(first);
    const rows = await database.client`select from audit_logs where actor = ${name} and action = 'session.unsealed' and outcome = 'refused'
      and detail ->> 'problem' like '%unseals a minute%' and detail ->> 'purpose' = 'test'`;
    expect(rows).toHaveLength(2);
  });

  it("sees what is left go down", async () => {
    const me = asEngine();
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push((await first.get("/jobs", me)).headers.get("ratelimit")?.replace(/;t=.*/, ""));
    expect(seen).toEqual(['"searches";r=2', '"searches";r=1', '"searches";r=0', '"searches";r=0']);
  });

  it("may be some requests over a big budget, of which a process takes a little at a time, and no more", async () => {
    const me = asUser(randomUUID());
    const through = letThrough(await flood(250, (at) => at.delete(`/sessions/${randomUUID()}`, me))).length;
    expect(through).toBeGreaterThanOrEqual(100);
    expect(through).toBeLessThanOrEqual(100 + TOO_MANY_AT_MOST);
    expect((await first.get("/sessions", me)).headers.get("ratelimit")).toMatch(/^"reads";r=9;/);
  });

  it("is not limited in reads and writes when it is a service, unless that is configured", async () => {
    const me = asService("sessions:write");
    const answers = await flood(250, (at) => at.delete(`/sessions/${randomUUID()}`, me));
    expect(letThrough(answers)).toHaveLength(250);
    expect(answers[0]?.headers.has("ratelimit")).toBe(false);
    const { client: strict } = await startApi({ RATE_LIMIT_SERVICE_WRITES: "1" });
    expect((await strict.delete(`/sessions/${randomUUID()}`, me)).status).toBe(404);
    expectProblem(await strict.delete(`/sessions/${randomUUID()}`, me), "rate-limited");
  });

  it("can withdraw a consent all the same", async () => {
    const user_id = randomUUID();
    const me = asUser(user_id);
    const { client: strict } = await startApi({ RATE_LIMIT_USER_WRITES: "1", MAX_OPEN_JOBS_PER_USER: "1" });
    const consent_id = await putConsent(database, user_id);
    expect((await strict.post("/sessions", newSession({ user_id, consent_id }), me)).status).toBe(202);
    expectProblem(await strict.post("/sessions", newSession({ user_id, consent_id }), me), "rate-limited");
    for (let i = 0; i < 3; i++) {
      const { status, headers } = await strict.delete(`/consents/${consent_id}`, { ...me, prefer: "wait=20" });
      expect([status, headers.has("ratelimit")]).toEqual([200, false]);
    }
  });

  it("is counted by each process alone while the store is away", async () => {
    const isRedis = backendOfTest().backend === "redis";
    if (!isRedis) await database.client`alter table rate_limits rename to away`;
    const nowhere: Record<string, string> = isRedis ? { REDIS_URL: "redis://127.0.0.1:1" } : {};
    const [one, other] = [(await startApi(nowhere)).client, (await startApi(nowhere)).client];
    const me = asEngine();
    for (const at of [one, other]) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => unseal(me)(at)));
      expect(letThrough(answers).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    }
    if (!isRedis) await database.client`alter table away rename to rate_limits`;
  });
});
