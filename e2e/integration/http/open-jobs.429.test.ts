import { randomUUID } from "node:crypto";
import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { settled } from "../../support/fleet.ts";
import { expectProblem } from "../../support/problems.ts";
import { newSession } from "../../support/requests.ts";
import { countOf } from "../../support/rows.ts";
import { putConsent } from "../../support/sessions.ts";
import { startSystem } from "../../support/system.ts";

const MOST = 40;
const AT_ONCE = { prefer: "respond-async" };

describe.skipIf(!backendOfTest().available)("a user who has as many open jobs as one may", async () => {
  const system = await startSystem({ workers: 0, env: { SERVICE_MAX_OPEN_JOBS_PER_USER: String(MOST) } });
  const { client, database } = system;

  async function givenUser() {
    const user_id = randomUUID();
    const body = newSession({ user_id, consent_id: await putConsent(database, user_id) });
    return { user_id, body, create: (headers = {}) => client.post("/sessions", body, { ...AT_ONCE, ...headers }) };
  }
  const greedy = await givenUser();
  const modest = await givenUser();
  const openOf = ({ user_id }: typeof greedy) => countOf(database, "jobs", `user_id = '${user_id}' and status = 'queued'`);

  it("gets no more, however many are asked for at once, until some are done", async () => {
    const first = await greedy.create({ "idempotency-key": "first" });
    const answers = await Promise.all(Array.from({ length: 200 }, () => greedy.create()));
    expect(await openOf(greedy)).toBe(1 + answers.filter(({ status }) => status === 202).length);
    const isFull = async () => {
      await greedy.create();
      return (await openOf(greedy)) === MOST;
    };
    await until("the quota is used up", isFull, 20_000);

    const refused = await greedy.create();
    expectProblem(refused, "quota-exceeded", { detail: expect.stringContaining(`${MOST} open jobs`) });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await openOf(greedy)).toBe(MOST);
    const { status, body, headers } = await greedy.create({ "idempotency-key": "first" });
    expect([status, body.job_id, headers.get("idempotency-replayed")]).toEqual([202, first.body.job_id, "true"]);
  });

  it("can withdraw, and that is done although nobody works", async () => {
    const other = await putConsent(database, greedy.user_id);
    expect((await client.delete(`/consents/${other}`, { prefer: "wait=20" })).status).toBe(200);
  });

  it("delays others by those jobs only", async () => {
    const { status, body } = await modest.create();
    expect(status).toBe(202);
    expect(await countOf(database, "jobs", `status = 'queued' and id < '${body.job_id}'`)).toBe(MOST);
    await system.startWorker();
    expect(await settled(client, body.job_id)).toMatchObject({ status: "completed" });
    await until("there is room again", async () => (await greedy.create()).status === 202);
  });
});
