import { newId } from "@assent/domain";
import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { fleet } from "../support/fleet.ts";
import { holdOpen } from "../support/hold.ts";
import { expectProblem } from "../support/problems.ts";
import { newSession } from "../support/requests.ts";

const MANY = 1_500;
const REFUSED = "More requests are under way than can be answered in time; come back in a moment.";

describe("an API that gets more than its database can take", async () => {
  const { database, startApi, startWorker } = await fleet();
  const { client, event } = await startApi();
  const running = await startWorker();
  const create = (wait: string) => client.post("/sessions", newSession(), { prefer: wait });
  const comeTogether = (wait: string) => Promise.all(Array.from({ length: MANY }, () => create(wait)));

  it("refuses at once what it could not answer in time, and answers health and operators meanwhile", async () => {
    const release = await holdOpen(database, (sql) => sql`lock table jobs in exclusive mode`);
    const answering = comeTogether("respond-async");
    expect(await event("requests.refused")).toMatchObject({ lane: "writes" });

    for (const path of ["//health", "//health/ready", "//health/detailed", `/workers/${running.id}`, "/workers", "/sessions"])
      expect((await client.get(path)).status, path).toBe(200);
    expect((await client.delete(`/jobs/${newId()}`)).status).toBe(404);
    await release();

    const answers = await answering;
    const refused = answers.filter(({ body }) => body.detail === REFUSED);
    expect(refused.length).toBeGreaterThan(MANY / 2);
    for (const answer of refused) {
      expectProblem(answer, "unavailable");
      expect(answer.headers.get("retry-after")).toBe("1");
    }
    for (const { status } of answers) expect([202, 503]).toContain(status);
    const rows = await database.client`select from jobs where kind = 'session.create'`;
    expect(rows).toHaveLength(answers.filter(({ status }) => status === 202).length);
  });

  it("is itself again when they are gone", async () => {
    await until("a write waits for its job", async () => (await create("wait=20")).status === 201);
  });
});
